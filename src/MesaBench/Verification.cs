using MesaBench.Engines;

namespace MesaBench;

public static class Verification
{
    public static string? FirstDifference(IEngineFactory device, IEngineFactory reference, CancellationToken token) => throw new NotImplementedException();
}
