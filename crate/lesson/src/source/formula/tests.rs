use super::*;

fn id(name: &str) -> Math {
    Math::Identifier(name.into())
}

fn op(sign: &str) -> Math {
    Math::Operator(sign.into())
}

fn number(digits: &str) -> Math {
    Math::Number(digits.into())
}

#[test]
fn a_step_of_descent() {
    let expected = Math::Row(vec![id("w"), op("−"), id("η"), id("g")]);
    assert_eq!(parse(r"w - \eta g"), Ok(expected));
}

#[test]
fn numbers_and_operators() {
    let expected = Math::Row(vec![number("0.05"), op("×"), number("0.2"), op("="), number("0.01")]);
    assert_eq!(parse(r" 0.05 \times 0.2 = 0.01 "), Ok(expected));
    assert_eq!(parse(r"50\%"), Ok(Math::Row(vec![number("50"), op("%")])));
}

#[test]
fn scripts_in_either_order() {
    let both = |formula| parse(formula).unwrap();
    assert_eq!(both("x_i^2"), Math::SubSup(Box::new([id("x"), id("i"), number("2")])));
    assert_eq!(both("x^2_i"), both("x_i^2"));
    assert_eq!(both("x^{n+1}"), Math::Sup(Box::new([id("x"), Math::Row(vec![id("n"), op("+"), number("1")])])));
    assert_eq!(both(r"\sigma _ {i}"), Math::Sub(Box::new([id("σ"), id("i")])));
}

#[test]
fn a_mean_over_a_sum() {
    let sum = Math::SubSup(Box::new([op("∑"), Math::Row(vec![id("i"), op("="), number("1")]), id("n")]));
    let mean = Math::Fraction(Box::new([number("1"), id("n")]));
    let log = Math::Row(vec![mean, sum, id("log"), Math::Sub(Box::new([id("p"), id("i")]))]);
    assert_eq!(parse(r"\frac{1}{n} \sum_{i=1}^{n} \log p_i"), Ok(log));
}

#[test]
fn roots_hats_and_words() {
    assert_eq!(parse(r"\sqrt{2}"), Ok(Math::Root(Box::new(number("2")))));
    assert_eq!(parse(r"\hat{y}"), Ok(id("ŷ")));
    assert_eq!(parse(r"\hat{p}"), Ok(id("p\u{302}")));
    assert_eq!(parse(r"\text{新的损失}"), Ok(Math::Text("新的损失".into())));
}

#[test]
fn what_is_not_known_is_an_error() {
    use FormulaError::*;
    for (source, error) in [
        ("", Empty),
        ("{}", Empty),
        (r"\alert{x}", Unknown("alert".into())),
        (r"\", Unknown(String::new())),
        ("a & b", Unexpected('&')),
        ("损失", Unexpected('损')),
        ("a}", Unexpected('}')),
        ("{a", Unclosed),
        (r"\text{a", Unclosed),
        ("x^", Nothing("^".into())),
        ("x^^2", Nothing("^".into())),
        ("x_{a}_b", Script('_')),
        ("_b", Script('_')),
        (r"\frac{1}2", Braces("frac")),
        (r"\sqrt2", Braces("sqrt")),
        (r"\hat{ab}", Hat),
        (r"\text{ }", Empty),
    ] {
        assert_eq!(parse(source), Err(error), "{source}");
    }
}

#[test]
fn length_and_depth_are_bounded() {
    assert_eq!(parse(&"x".repeat(MAX_LETTERS + 1)), Err(FormulaError::TooLong(MAX_LETTERS + 1)));
    let deep = |n: usize| format!("{}x{}", "{".repeat(n), "}".repeat(n));
    assert_eq!(parse(&deep(MAX_DEPTH)), Ok(id("x")));
    assert_eq!(parse(&deep(MAX_DEPTH + 1)), Err(FormulaError::TooDeep));
}
