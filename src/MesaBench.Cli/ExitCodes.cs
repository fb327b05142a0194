namespace MesaBench.Cli;

/// <summary>What the program's exit code tells a script.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failure = 1;
    public const int BadInput = 2;
    public const int Differs = 3;
    public const int Interrupted = 130;

    /// <summary>The codes in words, for <c>--help</c>.</summary>
    public const string Description = """
        Exit codes:
          0    done
          1    unexpected failure, or the run failed on its device or disk
          2    bad input: nothing was written
          3    replay, verify: something came out different; status: something is damaged, lost or changed
          130  interrupted: finished agents are kept, the same command goes on
        """;
}
