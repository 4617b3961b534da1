namespace NetGen.Runtime.Tests;

public class CsvFileTests
{
    private static Dataset Load(string text, CsvOptions? options = null) => CsvFile.Load(new StringReader(text), options);

    [Fact]
    public void Places_choose_the_label()
    {
        var data = Load("1,2,0\r\n3.5,-4e2,1\n\n5,6,2", new CsvOptions { Label = ^1 });
        Assert.Equal([1, 2, 3.5, -400, 5, 6], data.ToArray<double>(Dataset.Input));
        Assert.Equal([0, 1, 2], data.ToArray<int>(Dataset.Target));
    }

    [Fact]
    public void A_header_names_columns_and_quotes_hold_anything()
    {
        const string text = "\"size, m2\";\"the \"\"price\"\"\";kind;note\n10;100;flat;1\n\"20\";200;\"house\";2\n";
        var options = new CsvOptions { HasHeader = true, Separator = ';', Label = "kind", ClassNames = ["house", "flat"], Inputs = ["size, m2", "the \"price\""] };
        var data = Load(text, options);
        Assert.Equal([10, 100, 20, 200], data.ToArray<double>(Dataset.Input));
        Assert.Equal([1, 0], data.ToArray<int>(Dataset.Target));
        data = Load(text, options with { Label = null, Inputs = ["size, m2"], Targets = ["note", 1] });
        Assert.Equal([1, 100, 2, 200], data.ToArray<double>(Dataset.Target));
    }

    [Theory]
    [InlineData("1,2\n3", "Line 2 has 1 fields")]
    [InlineData("1,2\n3,4,5", "Line 2 has 3 fields")]
    [InlineData("1,2\n\n3,x", "Line 3, column 1")]
    [InlineData("1,\n", "Line 1, column 1")]
    [InlineData("1,NaN\n", "'NaN'")]
    [InlineData("1,1e999\n", "'1e999'")]
    [InlineData("1,\"2\n3", "line 1 is not closed")]
    [InlineData("1,\"2\"3\n", "behind a closing quote")]
    [InlineData("1,2\"3\n", "quote within a field")]
    [InlineData("\"1\n2\",3\n4", "Line 1, column 0")]
    [InlineData("1,2\n\"3\",4\n5,\"\n6\"\nx,7", "Line 5, column 0")]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    public void Malformed_text_is_refused_with_its_line(string text, string part) =>
        Assert.Contains(part, Assert.Throws<InvalidDataException>(() => Load(text)).Message);

    [Fact]
    public void Wrong_columns_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Load("1,2", new CsvOptions { Label = 2 }));
        Assert.Throws<ArgumentException>(() => Load("1,2", new CsvOptions { Label = "kind" }));
        Assert.Throws<ArgumentException>(() => Load("1,2", new CsvOptions { Label = 0, Inputs = [0] }));
        Assert.Throws<ArgumentException>(() => Load("1", new CsvOptions { Label = 0 }));
        Assert.Throws<ArgumentException>(() => Load("1,2", new CsvOptions { Label = 0, Targets = [1] }));
        Assert.Contains("'price'", Assert.Throws<ArgumentException>(() => Load("size,price\n1,2", new CsvOptions { HasHeader = true, Label = "prize" })).Message);
        Assert.Contains("ClassNames", Assert.Throws<InvalidDataException>(() => Load("1,cat", new CsvOptions { Label = 1 })).Message);
        Assert.Contains("'cat'", Assert.Throws<InvalidDataException>(() => Load("1,cat", new CsvOptions { Label = 1, ClassNames = ["dog"] })).Message);
        Assert.Contains("no samples", Assert.Throws<InvalidDataException>(() => Load("a,b", new CsvOptions { HasHeader = true })).Message);
    }
}
