using System.Runtime.Intrinsics;
using MesaBench.Inference;

namespace MesaBench.Tests.Inference;

public sealed class LaneMathTests
{
    [Fact]
    public void Exp_is_that_of_the_platform_to_one_part_in_ten_billion()
    {
        for (double x = 0; x > -699; x -= 0.0137)
        {
            Vector512<double> lane = LaneMath.Exp(Vector512.Create(x, 0, -1, -2, x / 3, x / 7, -700, -5000));
            Assert.Equal(1, lane[0] / Math.Exp(x), 1e-10);
            Assert.Equal(1, lane[4] / Math.Exp(x / 3), 1e-10);
            Assert.Equal(1, lane[1]);
            Assert.Equal(lane[6], lane[7]);
        }
    }

    [Fact]
    public void Log_is_that_of_the_platform_to_one_part_in_ten_billion()
    {
        Assert.Equal(Vector512.Create(0, PortableMath.Log(2), -PortableMath.Log(2), 0, 0, 0, 0, 0), LaneMath.Log(Vector512.Create(1, 2, 0.5, 1, 1, 1, 1, 1)));
        for (double power = -700; power < 700; power += 0.0137)
        {
            double x = Math.Exp(power), near = 1 + power / 1400;
            Vector512<double> lane = LaneMath.Log(Vector512.Create(x, near, 1 / near, 2, 3, 4, 5, 6));
            Assert.Equal(Math.Log(x), lane[0], 1e-10 * Math.Max(1, Math.Abs(power)));
            Assert.Equal(Math.Log(near), lane[1], 1e-10);
            Assert.Equal(Math.Log(1 / near), lane[2], 1e-10);
        }
    }

    [Fact]
    public void A_number_comes_out_the_same_whatever_stands_beside_it()
    {
        for (int i = 0; i < 8; i++)
        {
            double x = -0.77 * (i + 1);
            Assert.Equal(LaneMath.Exp(Vector512.Create(x))[0], LaneMath.Exp(Vector512.WithElement(Vector512.Create(-300.5), i, x))[i]);
            Assert.Equal(LaneMath.Log(Vector512.Create(-x))[0], LaneMath.Log(Vector512.WithElement(Vector512.Create(300.5), i, -x))[i]);
        }
    }
}
