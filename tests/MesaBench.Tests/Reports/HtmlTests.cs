using MesaBench.Reports;

namespace MesaBench.Tests.Reports;

public class HtmlTests
{
    private const string Hostile = "<script>alert('1 & \"2\"')</script>";

    [Fact]
    public void What_is_put_into_markup_is_encoded_unless_it_is_markup()
    {
        Assert.Equal("<p title=\"&lt;script&gt;alert(&#x27;1 &amp; &quot;2&quot;&#x27;)&lt;/script&gt;\">né</p>", Html.Of($"<p title=\"{Hostile}\">{"né"}</p>").ToString());
        Assert.Equal("<b><i>&lt;</i>3 .5</b>".Replace(".5", "0.5", StringComparison.Ordinal), Html.Of($"<b>{Html.Of($"<i>{"<"}</i>")}{3} {0.5}</b>").ToString());
        Assert.Equal("<i>a</i><i>b</i>", Html.Of($"{((string[])["a", "b"]).Select(letter => Html.Of($"<i>{letter}</i>"))}").ToString());
    }

    [Fact]
    public void Data_cannot_end_the_element_that_holds_it()
    {
        string element = Html.Data(Html.Of($"id=\"a\""), """{"a":"</script><!--<script>"}""").ToString();
        Assert.Equal("""<script type="application/json" id="a">{"a":"\u003c/script>\u003c!--\u003cscript>"}</script>""", element);
    }
}
