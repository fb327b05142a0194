using MesaBench.Bench;
using MesaBench.Experiments;
using MesaBench.Networks;
using MesaBench.Worlds;

foreach (Layout layout in (Layout[])[Layout.Blocks, Layout.Open])
{
    CornerSpec corner = new() { Layout = layout };
    foreach (int width in (int[])[4, 16, 64])
        Throughput.Print(Console.Out, corner, new MlpSpec { Width = width }, 2, 2);
    foreach (int channels in (int[])[4, 16])
        Throughput.Print(Console.Out, corner, new RcnnSpec { Channels = channels, Epochs = 2 }, 2, 3);
}
