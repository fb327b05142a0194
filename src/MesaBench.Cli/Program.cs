using MesaBench;
using MesaBench.Cli;
using MesaBench.Cli.Commands;
using MesaBench.Cli.Screens;
using MesaBench.Cpu;
using MesaBench.Ilgpu;
using MesaBench.Results;

Interruption.NoteIgnoredSignals();
return CommandLine.Run(args, Screen.Standard(), new Parts
{
    Cpu = CpuEngineFactory.Listing,
    FindDevices = IlgpuDevices.Find,
    RunStudy = Study.Run,
    TrainAgent = (experiment, agent, device, token) =>
    {
        AgentRecord record = Study.Replay(experiment, agent, device, token);
        return (record.Judged.Row, record.Weights());
    },
    Verify = VerifyCommand.AgainstCpu,
});
