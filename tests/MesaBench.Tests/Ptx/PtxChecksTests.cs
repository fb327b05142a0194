namespace MesaBench.Tests.Ptx;

public class PtxChecksTests
{
    private const string Clean = """
        // add.f32 and ld.local in a comment are none.
        ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1];
        fma.rn.f32 %f5, %f1, %f2, %f3;
        add.rn.f32 %f5, %f5, 0f3F800000;
        div.rn.f32 %f5, %f5, %f1;
        sqrt.rn.f32 %f5, %f5;
        neg.f32 %f5, %f5;
        setp.lt.f32 %p1, %f5, 0f00000000;
        selp.f32 %f6, 0f3F800000, 0f00000000, %p1;
        selp.b32 %r1, 1, 0, %p1;
        cvt.rn.f32.s32 %f7, %r1;
        cvt.rzi.s32.f32 %r2, %f6;
        add.s32 %r2, %r2, 1;
        ret;
        """;

    [Fact]
    public void Clean_code_has_no_findings()
    {
        Assert.Empty(PtxChecks.LocalMemory(PtxSnippet.Module(Clean)));
        Assert.Empty(PtxChecks.InexactArithmetic(PtxSnippet.Module(Clean)));
        Assert.Empty(PtxChecks.TruthValuesAsFloats(PtxSnippet.Module(Clean)));
    }

    [Theory]
    [InlineData(".local .align 8 .b8 depot[64];")]
    [InlineData("ld.local.f32 %f1, [%rd1];")]
    [InlineData("st.local.v2.f32 [%rd1], {%f1, %f2};")]
    [InlineData("cvta.local.u64 %rd1, %rd2;")]
    public void Local_memory_is_found(string instruction) => AssertFound(PtxChecks.LocalMemory, instruction);

    [Theory]
    [InlineData("add.f32 %f1, %f2, %f3;")]
    [InlineData("sub.f32 %f1, %f2, %f3;")]
    [InlineData("mul.f32 %f1, %f2, %f3;")]
    [InlineData("@%p1 mul.f32 %f1, %f2, %f3;")]
    [InlineData("fma.rz.f32 %f1, %f2, %f3, %f4;")]
    [InlineData("mad.f32 %f1, %f2, %f3, %f4;")]
    [InlineData("mad.rn.f32 %f1, %f2, %f3, %f4;")]
    [InlineData("add.rn.ftz.f32 %f1, %f2, %f3;")]
    [InlineData("add.ftz.f32 %f1, %f2, %f3;")]
    [InlineData("add.rn.sat.f32 %f1, %f2, %f3;")]
    [InlineData("div.full.f32 %f1, %f2, %f3;")]
    [InlineData("div.approx.f32 %f1, %f2, %f3;")]
    [InlineData("div.approx.ftz.f32 %f1, %f2, %f3;")]
    [InlineData("sqrt.approx.f32 %f1, %f2;")]
    [InlineData("setp.lt.ftz.f32 %p1, %f1, %f2;")]
    [InlineData("ex2.approx.f32 %f1, %f2;")]
    [InlineData("lg2.approx.f32 %f1, %f2;")]
    [InlineData("sin.approx.f32 %f1, %f2;")]
    [InlineData("cos.approx.ftz.f32 %f1, %f2;")]
    [InlineData("tanh.approx.f32 %f1, %f2;")]
    [InlineData("rcp.approx.ftz.f32 %f1, %f2;")]
    [InlineData("rsqrt.approx.f32 %f1, %f2;")]
    public void Arithmetic_that_is_not_exact_is_found(string instruction) => AssertFound(PtxChecks.InexactArithmetic, instruction);

    [Theory]
    [InlineData("selp.b32 %f1, 0f00000001, 0f00000000, %p1;")]
    [InlineData("selp.f32 %f1, 0f00000000, 0f00000001, %p1;")]
    [InlineData("selp.b64 %rd1, 0d0000000000000001, 0d0000000000000000, %p1;")]
    [InlineData("mov.f32 %f1, 0f00000001;")]
    [InlineData("st.global.v2.f32 [%rd1], {%f1, 0f00000001};")]
    [InlineData("cvt.rn.f32.u1 %f1, %r1;")]
    [InlineData("cvt.rn.f32.u32 %f1, %p1;")]
    public void A_truth_value_that_becomes_a_float_is_found(string instruction) => AssertFound(PtxChecks.TruthValuesAsFloats, instruction);

    [Fact]
    public void A_conditional_branch_that_promises_to_be_taken_by_all_is_found()
    {
        AssertFound(PtxChecks.PromisedBranches, "@%p1 bra.uni L;\nL:".Split('\n')[0]);
        Assert.Empty(PtxChecks.PromisedBranches(PtxSnippet.Module("@%p1 bra L;\nbra.uni L;\nL:\nret;")));
    }

    [Fact]
    public void Findings_come_in_the_order_of_the_text_and_from_all_functions()
    {
        string function = ".func F()\n{\nadd.f32 %f1, %f2, %f3;\n}\n";
        string module = function + PtxSnippet.Module("ret;\nmul.f32 %f1, %f2, %f3;\nex2.approx.f32 %f1, %f2;");
        Assert.Equal(
            [
                "Line 3: 'add.f32 %f1, %f2, %f3' may be fused: it lacks .rn.",
                "Line 16: 'mul.f32 %f1, %f2, %f3' may be fused: it lacks .rn.",
                "Line 17: 'ex2.approx.f32 %f1, %f2' is an estimate.",
            ],
            PtxChecks.InexactArithmetic(module));
    }

    private static void AssertFound(Func<string, IReadOnlyList<string>> check, string instruction)
    {
        string module = PtxSnippet.Module(Clean.Replace("ret;", instruction + "\nret;"));
        int line = module.Split('\n').ToList().IndexOf(instruction) + 1;
        Assert.StartsWith($"Line {line}: '", Assert.Single(check(module)));
    }
}
