using MesaBench;
using MesaBench.Cli;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;
using MesaBench.Results;

return CommandLine.Run(args, Screen.Standard(), new Parts
{
    Devices = [new CpuEngineFactory()],
    RunStudy = (experiment, options, observer, token) =>
        Study.Run(experiment, options, new CpuEngineFactory(options.Threads), observer, token),
    TrainAgent = (experiment, agent, token) =>
    {
        AgentRecord record = Study.Replay(experiment, agent, new CpuEngineFactory(1), token);
        return (record.Row, record.Weights());
    },
});
