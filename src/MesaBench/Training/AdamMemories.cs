using MesaBench.Engines;
using MesaBench.Engines.Operations;
using MesaBench.Kernels;
using MesaBench.Networks;

namespace MesaBench.Training;

/// <summary>Makes the memory of an Adam optimiser.</summary>
internal static class AdamMemories
{
    /// <summary>Zeroed moments for parameters [agent][row][64], with a learning rate an agent.</summary>
    public static AdamMemory Create(IEngine engine, int rows, double[] rates)
    {
        int agents = rates.Length, width = ParameterLayout.RowWidth;
        Tensor rateTensor = engine.Floats(agents, 1, 1);
        engine.Upload(rates.SelectMany(rate => Enumerable.Repeat((float)rate, rateTensor.RowStride)).ToArray(), rateTensor);
        return new AdamMemory(
            engine.Floats(agents, rows, width), engine.Floats(agents, rows, width), rateTensor, engine.Floats(agents, 1, 16),
            engine.Floats(agents, 1, Statistic.Columns));
    }
}
