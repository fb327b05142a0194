using System.Runtime.Intrinsics;
using MesaBench.Cli;
using MesaBench.Cli.Screens;

return CommandLine.Run(args, Screen.Standard(), new Parts
{
    Devices = () => [new Device("cpu", $"{Environment.ProcessorCount} threads, vectors of {(Vector512.IsHardwareAccelerated ? 512 : 256)} bits")],
    RunStudy = (_, _, _, _) => throw new NotSupportedException("this build has no engine"),
    Replay = (_, _, _) => throw new NotSupportedException("this build has no engine"),
});
