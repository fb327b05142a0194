namespace MesaBench.Tests.Ptx;

public class ProductLoopTests
{
    private const string Product = """
        L_product:
        setp.ge.s32 %p1, %r1, %r2;
        @%p1 bra L_after;
        ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1];
        ld.global.f32 %f5, [%rd2];
        fma.rn.f32 %f6, %f5, %f1, %f10;
        fma.rn.f32 %f7, %f5, %f2, %f11;
        add.s32 %r1, %r1, 1;
        mov.f32 %f10, %f6;
        mov.f32 %f11, %f7;
        bra L_product;
        L_after:

        """;

    // A polynomial: more multiply-adds than the product has, none of them a sum over passes.
    private const string Polynomial = """
        L_polynomial:
        setp.ge.s32 %p2, %r3, 4;
        @%p2 bra L_end;
        ld.global.f32 %f20, [%rd3];
        fma.rn.f32 %f21, %f20, 0f3F800000, 0f3F800000;
        fma.rn.f32 %f22, %f20, %f21, 0f3F800000;
        fma.rn.f32 %f23, %f20, %f22, 0f3F800000;
        st.global.f32 [%rd3], %f23;
        add.s32 %r3, %r3, 1;
        bra L_polynomial;
        L_end:

        """;

    [Fact]
    public void The_loop_is_counted_from_its_label_to_its_branch()
    {
        string module = PtxSnippet.Module(Product + "ret;");
        int line = module.Split('\n').ToList().IndexOf("setp.ge.s32 %p1, %r1, %r2;") + 1;
        Assert.Equal(new ProductLoop(line, 2, 1, 1, 0, 0, 10), PtxChecks.ProductLoop(module));
    }

    [Fact]
    public void A_polynomial_in_a_loop_of_its_own_is_no_sum_of_products()
    {
        ProductLoop? expected = PtxChecks.ProductLoop(PtxSnippet.Module(Product + "ret;"));
        Assert.Equal(expected, PtxChecks.ProductLoop(PtxSnippet.Module(Product + Polynomial + "ret;")));
        Assert.Null(PtxChecks.ProductLoop(PtxSnippet.Module(Polynomial + "ret;")));
    }

    [Fact]
    public void Of_loops_within_loops_the_inner_one_is_counted_alone()
    {
        string nest = $"""
            L_outer:
            div.s32 %r4, %r5, %r6;
            {Product}
            setp.lt.s32 %p3, %r4, %r7;
            @%p3 bra L_outer;
            ret;
            """;
        ProductLoop? loop = PtxChecks.ProductLoop(PtxSnippet.Module(nest));
        Assert.Equal((2, 0, 10), (loop?.MultiplyAdds, loop?.Divisions, loop?.Instructions));
    }

    [Fact]
    public void What_costs_time_in_the_loop_is_counted()
    {
        const string costly = "ld.local.f32 %f9, [%rd5];\ndiv.s32 %r5, %r6, %r7;\nrem.u32 %r5, %r6, %r7;\ndiv.rn.f32 %f9, %f9, %f5;\n";
        ProductLoop? loop = PtxChecks.ProductLoop(PtxSnippet.Module(Product.Replace("bra L_product;", costly + "bra L_product;") + "ret;"));
        Assert.Equal((2, 1, 14), (loop?.Divisions, loop?.LocalAccesses, loop?.Instructions));
    }

    [Fact]
    public void A_branch_within_the_loop_belongs_to_it()
    {
        string skipping = Product.Replace("fma.rn.f32 %f7", "@%p3 bra L_skip;\nfma.rn.f32 %f7").Replace("add.s32", "L_skip: add.s32");
        ProductLoop? loop = PtxChecks.ProductLoop(PtxSnippet.Module(skipping + "ret;"));
        Assert.Equal((2, 11), (loop?.MultiplyAdds, loop?.Instructions));
    }

    [Fact]
    public void Code_without_a_loop_has_none()
    {
        Assert.Null(PtxChecks.ProductLoop(PtxSnippet.Module("fma.rn.f32 %f1, %f2, %f3, %f1;\nret;")));
        Assert.Null(PtxChecks.ProductLoop(PtxSnippet.Module("")));
    }
}
