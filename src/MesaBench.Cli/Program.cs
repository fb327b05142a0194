using MesaBench;
using MesaBench.Cli;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;

return CommandLine.Run(args, Screen.Standard(), new Parts
{
    Devices = [new CpuEngineFactory()],
    RunStudy = (experiment, options, observer, token) =>
        Study.Run(experiment, options, new CpuEngineFactory(options.Threads), observer, token),
    TrainAgent = (experiment, agent, token) => Study.Replay(experiment, agent, new CpuEngineFactory(1), token).Row,
});
