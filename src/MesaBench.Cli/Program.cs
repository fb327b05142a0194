using MesaBench.Cli;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;

return CommandLine.Run(args, Screen.Standard(), new Parts
{
    Devices = [new CpuEngineFactory()],
    RunStudy = (_, _, _, _) => throw new NotSupportedException("this build has no engine"),
    TrainAgent = (_, _, _) => throw new NotSupportedException("this build has no engine"),
});
