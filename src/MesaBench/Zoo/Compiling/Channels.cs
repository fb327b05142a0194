namespace MesaBench.Zoo;

/// <summary>A channel of a compiled network.</summary>
/// <param name="Place">Its number.</param>
/// <param name="Variable">The variable that it holds, alone or with others; null for the clock and for one that nobody reads.</param>
/// <param name="Sign">-1 where it is inverted.</param>
/// <param name="Gain">What the variable's sum is multiplied by.</param>
/// <param name="Offset">What is added to that.</param>
/// <param name="Share">What the variable's value has of it: value = base + the sum of shares x channels.</param>
internal sealed record Channel(int Place, Variable? Variable, int Sign, double Gain, double Offset, double Share)
{
    /// <summary>Whether it is held by other means than its sum, so that 0 is 0 at first.</summary>
    public bool IsHeld { get; init; }
}

/// <summary>Which channel of a network holds what.</summary>
internal sealed class Channels
{
    // A channel that nobody reads is a random sum of about this size.
    private const double Idle = 0.7;

    private readonly Target target;
    private readonly Style style;

    public Channels(Automaton automaton, Target target, Style style)
    {
        (this.target, this.style) = (target, style);
        if (automaton.Variables.FirstOrDefault(variable => target.Codes(variable, style.Gain) is null) is { } alien)
            throw new UnsuitedException($"{alien.Name}, which takes more numbers than two", "other activations, or drc");
        int needed = automaton.Variables.Sum(variable => target.Codes(variable, style.Gain)!.Length) + (target.HasClock ? 1 : 0);
        if (needed > target.Channels) throw new UnsuitedException($"{target.Channels} channels", $"{needed} or more");
        int spare = target.Channels - needed, next = 0;
        int[] places = style.Draws?.Order(target.Channels) ?? [.. Enumerable.Range(0, target.Channels)];
        List<Channel> all = [];
        foreach (Variable variable in automaton.Variables)
        {
            Code[] codes = target.Codes(variable, style.Gain)!;
            bool isTwice = style.IsDisguised && spare >= codes.Length && style.Draws!.Uniform() < 0.5;
            if (isTwice) spare -= codes.Length;
            double first = isTwice ? style.Draws!.Between(0.2, 0.8) : 1;
            foreach (double part in isTwice ? (double[])[first, 1 - first] : [1])
                foreach (Code code in codes) all.Add(New(places[next++], variable, code, part));
        }
        if (target.HasClock) all.Add(Clock = new Channel(places[next++], null, 1, 1, Target.Always, 1 / target.Shown(Target.Always)));
        All = all;
        Idles = style.IsDisguised ? places[next..] : [];
    }

    /// <summary>The channels, without those that nobody reads.</summary>
    public IReadOnlyList<Channel> All { get; }

    /// <summary>Places of channels that compute what nobody reads.</summary>
    public IReadOnlyList<int> Idles { get; }

    /// <summary>The channel that is 0 at first and the same ever after; null where none is needed.</summary>
    public Channel? Clock { get; }

    /// <summary>The channels that hold a variable.</summary>
    public IEnumerable<Channel> Of(Variable variable) => All.Where(channel => channel.Variable == variable);

    /// <summary>What a variable's value is where its channels are 0.</summary>
    public double BaseOf(Variable variable) => target.Held(variable) is null ? target.Base : 0;

    /// <summary>Gives channels that nobody reads random sums over all that there is.</summary>
    public void Fill(Sums sums)
    {
        double deviation = Idle / Math.Sqrt(sums.Channels);
        foreach (int place in Idles)
        {
            foreach (double[] weights in (double[][])[sums.Observe, sums.Ones, sums.State, sums.Bias])
                for (int i = place; i < weights.Length; i += sums.Channels) weights[i] = deviation * style.Draws!.Next();
        }
    }

    private Channel New(int place, Variable variable, Code code, double part)
    {
        bool isHeld = target.Held(variable) is not null;
        int sign = style.IsDisguised && target.CanInvert && !isHeld && style.Draws!.Uniform() < 0.5 ? -1 : 1;
        return new Channel(place, variable, sign, code.Gain, code.Offset, sign * code.Share * part) { IsHeld = isHeld };
    }
}
