using MesaBench.Bench;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

CornerSpec corner = new() { Layout = Layout.Blocks };
DoorSpec door = new();
TrainingSettings t = new() { Steps = 1_000_000, EntropyBonus=0.005 };
foreach (var (e, T) in ((int,int)[])[(32,32), (16,32),(32,16),(16,16)])
foreach (double lr in (double[])[1e-3, 3e-3]) {
Learn.Print(corner, new MlpSpec { Width = 64 }, t with { LearningRates=[lr], Environments=e, StepsPerUpdate=T}, 0, 2);
Learn.Print(door, new MlpSpec { Width = 16 }, t with { LearningRates=[lr], Environments=e, StepsPerUpdate=T}, 0, 2);
Learn.Print(door, new RcnnSpec { Channels = 16 }, t with { Steps = 100_000, Epochs = 2, LearningRates=[lr], Environments=e, StepsPerUpdate=T}, 0, 2);
}
