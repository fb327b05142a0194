using System.Globalization;
using System.Text;

namespace MesaBench.Cli.Commands;

/// <summary>A script that submits a study to Slurm: an array of parts, and a job that merges them.</summary>
internal sealed record SlurmScript
{
    /// <summary>The study's name.</summary>
    public required string Name { get; init; }

    /// <summary>Words that stand for the experiment on the command line: its source, and what is given in place of its seeds and steps.</summary>
    public required IReadOnlyList<string> Experiment { get; init; }

    /// <summary>Parts.</summary>
    public required int Parts { get; init; }

    /// <summary>The time limit of a part, as Slurm takes it.</summary>
    public required string Time { get; init; }

    /// <summary>Seconds before that at which a part is interrupted.</summary>
    public required int Warning { get; init; }

    /// <summary>Processors of a part.</summary>
    public required int Processors { get; init; }

    /// <summary>Memory of a part, in MiB.</summary>
    public required long Memory { get; init; }

    /// <summary>Memory of the job that merges, in MiB.</summary>
    public required long MergeMemory { get; init; }

    /// <summary>Whether a part has a GPU.</summary>
    public required bool OnGpu { get; init; }

    /// <summary>The words that say which weights are kept, a space before them; none where none are.</summary>
    public required string Weights { get; init; }

    /// <summary>The program.</summary>
    public required string Program { get; init; }

    /// <summary>The folder of the whole study; its parts get one beside it.</summary>
    public required string Output { get; init; }

    /// <summary>Further options of sbatch, for all jobs.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>The script, for bash.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        void Line(string line) => text.Append(line).Append('\n');
        string own = string.Concat(Options.Select(option => $"#SBATCH {option}\n"));
        Line("#!/usr/bin/env bash");
        Line(string.Create(CultureInfo.InvariantCulture, $"# {Name} in {Parts} {(Parts == 1 ? "part, which is merged when it is" : "parts, which are merged when all are")} done. Run it where sbatch is."));
        Line("# When a part has failed, run it again: what is finished is not trained again.");
        Line("set -euo pipefail");
        Line($"mkdir -p {Quoted(Log)}");
        Line("parts=$(sbatch --parsable <<'PART'");
        Line("#!/usr/bin/env bash");
        Line($"#SBATCH --job-name={Quoted(Name)}");
        Line(string.Create(CultureInfo.InvariantCulture, $"#SBATCH --array=1-{Parts}"));
        Line($"#SBATCH --time={Time}");
        Line(string.Create(CultureInfo.InvariantCulture, $"#SBATCH --cpus-per-task={Processors}"));
        Line(string.Create(CultureInfo.InvariantCulture, $"#SBATCH --mem={Memory}M"));
        if (OnGpu) Line("#SBATCH --gres=gpu:1");
        Line("#SBATCH --requeue");
        Line("#SBATCH --open-mode=append");
        Line(string.Create(CultureInfo.InvariantCulture, $"#SBATCH --signal=B:USR1@{Warning}"));
        Line($"#SBATCH --output={Quoted(Path.Combine(Log, "%a.txt"))}");
        text.Append(own);
        Line("# Before the time is over, and when it is to make room, a part is interrupted, keeps what is finished, and goes on when its turn comes again.");
        Line("stopped=no");
        Line("trap 'stopped=yes; kill -TERM \"$run\"' USR1 TERM");
        string device = OnGpu ? " --device cuda" : " --device cpu";
        Line($"{Quoted(Program)} run {string.Join(' ', Experiment.Select(Quoted))} --shard \"$SLURM_ARRAY_TASK_ID/{Parts.ToString(CultureInfo.InvariantCulture)}\" --out {Quoted(PartFolders)}/\"$SLURM_ARRAY_TASK_ID\" --threads \"$SLURM_CPUS_PER_TASK\"{device}{Weights} &");
        Line("run=$!");
        Line("code=0");
        Line("while true; do");
        Line("    wait \"$run\" && code=0 || code=$?");
        Line("    kill -0 \"$run\" 2>/dev/null || break");
        Line("done");
        Line("# It may have been told before it could listen.");
        Line("if [ \"$stopped\" = yes ] && { [ \"$code\" -eq 130 ] || [ \"$code\" -eq 143 ]; }; then scontrol requeue \"${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID\"; fi");
        Line("exit \"$code\"");
        Line("PART");
        Line(")");
        Line("merge=$(sbatch --parsable --dependency=afterok:\"$parts\" --kill-on-invalid-dep=yes <<'MERGE'");
        Line("#!/usr/bin/env bash");
        Line($"#SBATCH --job-name={Quoted(Name + "-merge")}");
        Line($"#SBATCH --time={Time}");
        Line(string.Create(CultureInfo.InvariantCulture, $"#SBATCH --mem={MergeMemory}M"));
        Line($"#SBATCH --output={Quoted(Path.Combine(Log, "merge.txt"))}");
        text.Append(own);
        // The report trains a few agents again, for which this job has neither the memory nor the time.
        Line($"exec {Quoted(Program)} merge {Quoted(PartFolders)}/[0-9]* --out {Quoted(Output)} --no-report");
        Line("MERGE");
        Line(")");
        Line($"echo \"{Name}: parts are job $parts, their merging is job $merge; results come into \"{Quoted(Output)}");
        return text.ToString();
    }

    private string PartFolders => Output + "-parts";

    private string Log => Path.Combine(PartFolders, "log");

    /// <summary>A word that bash takes as it is.</summary>
    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.' or '/' or '%') ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
