namespace MesaBench.Tests.Ptx;

public class PtxControlTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 55)]
    public void A_loop_runs_until_its_condition_fails(int end, int expected)
    {
        const string loop = """
            mov.b32 %r0, 0;
            mov.b32 %r2, 1;
            L_loop:
            setp.gt.s32 %p1, %r2, %r1;
            @%p1 bra.uni L_end;
            add.s32 %r0, %r0, %r2;
            add.s32 %r2, %r2, 1;
            bra.uni L_loop;
            L_end:
            """;
        Assert.Equal(expected, PtxSnippet.Int(loop, end));
    }

    [Theory]
    [InlineData(1, 0b01)]
    [InlineData(2, 0b10)]
    public void A_guarded_instruction_is_executed_where_its_condition_holds(int x, int expected)
    {
        const string guarded = """
            setp.eq.s32 %p1, %r1, 1;
            mov.b32 %r0, 0;
            @%p1 or.b32 %r0, %r0, 1;
            @!%p1 or.b32 %r0, %r0, 2;
            """;
        Assert.Equal(expected, PtxSnippet.Int(guarded, x));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    public void A_branch_is_taken_where_its_condition_does_not_hold(int x, int expected)
    {
        const string branch = """
            setp.eq.s32 %p1, %r1, 1;
            mov.b32 %r0, 10;
            @!%p1 bra L_other;
            bra L_end;
            L_other: mov.b32 %r0, 20;
            L_end:
            """;
        Assert.Equal(expected, PtxSnippet.Int(branch, x));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 20)]
    [InlineData(2, 10)]
    public void A_branch_by_index_takes_the_label_of_that_place(int index, int expected)
    {
        const string branch = """
            L_targets: .branchtargets L_ten, L_twenty, L_ten;
            brx.idx %r1, L_targets;
            L_ten: mov.b32 %r0, 10;
            bra L_end;
            L_twenty: mov.b32 %r0, 20;
            L_end:
            """;
        Assert.Equal(expected, PtxSnippet.Int(branch, index));
    }

    [Fact]
    public void Every_thread_of_the_grid_runs_once_and_knows_its_place()
    {
        const string body = """
            ld.param.b32 %r1, [_item];
            ld.param.b64 %rd1, [_kernel+8];
            mov.b32 %r2, %ctaid.x;
            mov.b32 %r3, %ntid.x;
            mov.b32 %r4, %tid.x;
            mad.lo.s32 %r5, %r2, %r3, %r4;
            setp.ge.s32 %p1, %r5, %r1;
            @%p1 ret;
            mul.wide.s32 %rd2, %r5, 4;
            add.s64 %rd3, %rd1, %rd2;
            ld.global.b32 %r6, [%rd3];
            add.s32 %r6, %r6, 100;
            mov.u32 %r7, %nctaid.x;
            mad.lo.s32 %r6, %r7, 1000, %r6;
            add.s32 %r6, %r6, %r5;
            st.global.b32 [%rd3], %r6;
            ret;
            """;
        byte[] result = PtxSnippet.Execute(PtxSnippet.Module(body), [], 32, groups: 2, threads: 4, item: 7);
        int[] expected = [2100, 2101, 2102, 2103, 2104, 2105, 2106, 0];
        Assert.Equal(expected, Enumerable.Range(0, 8).Select(i => BitConverter.ToInt32(result, 4 * i)));
    }

    [Fact]
    public void Functions_that_are_not_the_entry_are_passed_over()
    {
        string functions = """
            .visible .func (.param .f32 result) Add(.param .f32 _x) ;
            .visible .func (.param .f32 result) Add(.param .f32 _x)
            {
                .reg .f32 %f<2>;
                ld.param.f32 %f1, [_x];
                st.param.f32 [result], 0f00000000;
                ret;
            }
            """;
        string module = PtxSnippet.Module("ret;").Replace(".visible .entry", functions + "\n.visible .entry");
        Assert.Equal(0, PtxSnippet.Execute(module, [], 1)[0]);
    }
}
