//! Made-up lessons: a good one, and one for everything that may be wrong.

use super::*;
use crate::document::{Block, Cell, Math, Span, Target};

const GLOSSARY: &str = r#"[
  {"id": "loss", "en": "loss", "zh": "损失", "enMeaning": "How wrong.", "zhMeaning": "错多少。", "live": "loss"},
  {"id": "label", "en": "label (target)", "zh": "标签（目标）", "enMeaning": "Right.", "zhMeaning": "对。", "live": null}
]"#;

const MANIFEST: &str = r#"{
  "id": "02-first-model",
  "minutes": 6,
  "steps": [
    { "id": "press", "cells": [
      { "text": "hello" },
      { "guess": { "id": "long", "answers": 2 } },
      { "run": { "id": "first", "seconds": 8, "config": { "pictures": 400 },
                 "controls": ["seed"], "show": ["loss"], "guess": "long" } }
    ] },
    { "id": "look", "cells": [
      { "run": { "id": "second", "seconds": 8, "config": {}, "controls": [], "show": [] } },
      { "compare": { "id": "both", "runs": ["first", "second"] } },
      { "own": { "id": "own" } },
      { "task": { "id": "seeds", "check": { "twoSeeds": { "errorBelow": 0.35, "ownPicture": true } } } }
    ] }
  ]
}"#;

const EN: &str = r"# First
> Press and see.

## press: Press

### text hello
A **bold** word, *soft*, `code`, [[loss]] and [[label]],
a [link](lesson:13-fine-tuning), the [lab](lab) and $w - \eta g$.

- one
- two
  goes on

$$ x^2 $$

### guess long
How long?
1. short
2. long,
   very long

### run first
Train

After the run.

## look: Look

### run second
Again

### compare both
Bars.

### own own
Try a chair.

### task seeds
Do it.
? Not yet,
try again.
! Done.
";

const ZH: &str = r"# 第一个
> 按下去看看。

## press: 按下

### text hello
一个**粗**词，*轻*，`code`，[[loss|损失值]]和[[label]]，
一个[链接](lesson:13-fine-tuning)，[实验室](lab)。

### guess long
多久？
1. 短
2. 长

### run first
训练

## look: 看

### run second
再来

### compare both
条形。

### own own
试试椅子。

### task seeds
做吧。
? 还没有。
! 好了。
";

fn compiled(manifest: &str, zh: &str, en: &str) -> Result<Lesson, Vec<String>> {
    let terms = Terms::parse(GLOSSARY).unwrap();
    let source = Source { id: "02-first-model", manifest, zh, en };
    compile(&source, &terms, &[]).map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

/// Compiles with a change to the English text.
fn english(from: &str, to: &str) -> Vec<String> {
    assert!(EN.contains(from), "{from}");
    compiled(MANIFEST, ZH, &EN.replacen(from, to, 1)).expect_err(to)
}

/// Compiles with a change to the manifest.
fn manifest(from: &str, to: &str) -> Vec<String> {
    assert!(MANIFEST.contains(from), "{from}");
    compiled(&MANIFEST.replacen(from, to, 1), ZH, EN).expect_err(to)
}

fn text(words: &str) -> Span {
    Span::Text(words.into())
}

#[test]
fn a_whole_lesson() {
    let lesson = compiled(MANIFEST, ZH, EN).unwrap();
    let (en, zh) = (&lesson.en, &lesson.zh);
    assert_eq!((en.title.as_str(), en.summary.as_str(), en.minutes), ("First", "Press and see.", 6));
    assert_eq!((zh.title.as_str(), zh.steps[1].title.as_str()), ("第一个", "看"));
    let Cell::Text(hello) = &en.steps[0].cells[0] else { panic!("expected text") };
    let Block::Paragraph(spans) = &hello.blocks[0] else { panic!("expected a paragraph") };
    assert_eq!(spans[1], Span::Strong("bold".into()));
    assert_eq!(spans[3], Span::Emphasis("soft".into()));
    assert_eq!(spans[5], Span::Code("code".into()));
    assert_eq!(spans[7], Span::Term { id: "loss".into(), shown: "loss".into() });
    assert_eq!(spans[9], Span::Term { id: "label".into(), shown: "label".into() });
    assert_eq!(spans[10], text(", a "), "lines are joined by a space");
    assert_eq!(spans[11], Span::Link { to: Target::Lesson("13-fine-tuning".into()), shown: "link".into() });
    assert_eq!(spans[13], Span::Link { to: Target::Lab, shown: "lab".into() });
    assert!(matches!(&spans[15], Span::Math(Math::Row(items)) if items.len() == 4));
    assert_eq!(hello.blocks[1], Block::List(vec![vec![text("one")], vec![text("two goes on")]]));
    assert!(matches!(&hello.blocks[2], Block::Formula(Math::Sup(_))));
    let Cell::Text(hello) = &zh.steps[0].cells[0] else { panic!("expected text") };
    let Block::Paragraph(spans) = &hello.blocks[0] else { panic!("expected a paragraph") };
    assert_eq!(spans[9], Span::Term { id: "label".into(), shown: "标签".into() });
    assert_eq!(spans[10], text("，一个"), "and Chinese ones by nothing");
}

#[test]
fn cells_have_their_words() {
    let lesson = compiled(MANIFEST, ZH, EN).unwrap();
    let cells = |step: usize| &lesson.en.steps[step].cells;
    let Cell::Guess(guess) = &cells(0)[1] else { panic!("expected a guess") };
    assert_eq!(guess.answers, [vec![text("short")], vec![text("long, very long")]]);
    let Cell::Run(run) = &cells(0)[2] else { panic!("expected a run") };
    assert_eq!((run.label.as_str(), run.guess.as_deref(), run.caption.len()), ("Train", Some("long"), 1));
    assert_eq!(run.config, r#"{"pictures":400}"#);
    let Cell::Task(task) = &cells(1)[3] else { panic!("expected a task") };
    assert_eq!(task.hint, [Block::Paragraph(vec![text("Not yet, try again.")])]);
    assert_eq!(task.done, [Block::Paragraph(vec![text("Done.")])]);
    assert_eq!(cells(1).iter().map(Cell::id).collect::<Vec<_>>(), ["second", "both", "own", "seeds"]);
}

#[test]
fn a_document_survives_json() {
    let lesson = compiled(MANIFEST, ZH, EN).unwrap();
    let json = serde_json::to_string(&lesson.en).unwrap();
    assert_eq!(serde_json::from_str::<Document>(&json).unwrap(), lesson.en);
    assert!(
        json.contains(r#"{"text":{"id":"hello","blocks":[{"paragraph":[{"text":"A "},{"strong":"bold"}"#),
        "{json}"
    );
}

#[test]
fn mistakes_in_a_text_name_line_and_expectation() {
    for (from, to, expected) in [
        ("# First", "First", "en.md:1: expected the lesson's title"),
        ("> Press", "Press", "en.md:2: expected one sentence"),
        ("## press: Press", "## press", "en.md:4: expected \"## step: Title\""),
        ("## press: Press", "## push: Press", "en.md:4: expected the step \"press\""),
        ("### text hello", "### text", "en.md:6: expected \"### kind id\""),
        ("### text hello", "#### text hello", "en.md:6: a heading is either"),
        ("### text hello", "### text hallo", "en.md:6: expected the cell \"text hello\" as in lesson.json"),
        ("### own own\nTry a chair.", "", "en.md:37: expected the cell \"own own\""),
        ("### own own", "### own own\nHm.\n### own two", "en.md:37: expected the cell \"task seeds\""),
        ("[[loss]]", "[[lost]]", "en.md:7: \"lost\" is not an id of the glossary"),
        ("[[loss]]", "[[loss]", "en.md:7: \"loss] and [[label\" is not an id"),
        ("[[loss]]", "[loss]", "en.md:7: expected plain text within the marks"),
        ("lesson:13-fine-tuning", "lesson:13", "en.md:7: there is no lesson \"13\""),
        ("lesson:13-fine-tuning", "https://a.b", "en.md:7: a link leads to lesson:id or to lab"),
        ("**bold**", "**bold", "en.md:7: expected **strong** with both its marks at \"**bold word"),
        ("*soft*", "*[[loss]]*", "en.md:7: expected plain text within the marks"),
        ("`code`", "``", "en.md:7: expected `code` with both its marks"),
        ("$w - \\eta g$", "$\\foo$", "en.md:7: formula \"\\foo\": \\foo is not a command"),
        ("$$ x^2 $$", "$$ x^2", "en.md:14: a displayed formula stands in one line"),
        ("- one", "* one", "en.md:10: \"* \" begins nothing here"),
        ("2. long", "3. long", "en.md:19: expected \"2. answer\""),
        ("1. short\n2. long,\n   very long", "1. short", "en.md:16: 1 answers, expected 2"),
        ("Train\n\nAfter the run.", "", "en.md:22: expected the button's label"),
        ("Train\n", "Train [[loss]]\n", "en.md:23: expected plain text without any marks"),
        ("? Not yet,\ntry again.", "", "en.md:38: expected a hint after a failed try"),
        ("! Done.", "", "en.md:38: expected what is said when it is done"),
        ("! Done.", "! Done.\n\nMore.", "en.md:44: expected \"? hint\" or \"! done\""),
        ("Try a chair.", "", "en.md:35: \"own own\" has no text"),
    ] {
        let problems = english(from, to);
        assert!(problems[0].contains(expected), "{to}: {problems:?}");
    }
    let long = english("Bars.", &"word ".repeat(141));
    assert!(long[0].contains("a paragraph of 704 letters"), "{long:?}");
}

#[test]
fn mistakes_in_the_manifest_name_line_and_expectation() {
    for (from, to, expected) in [
        ("\"minutes\": 6", "\"minutes\": 0", "lesson.json:3: minutes: 0 is outside"),
        ("\"minutes\": 6", "\"minute\": 6", "lesson.json:3: unknown field `minute`"),
        ("\"id\": \"02-first-model\"", "\"id\": \"03\"", "lesson.json:2: the lesson's id is \"03\""),
        ("\"id\": \"look\"", "\"id\": \"press\"", "step \"press\" is there twice"),
        ("\"id\": \"look\"", "\"id\": \"Look!\"", "lesson.json:11: step \"Look!\": expected an id of small letters"),
        ("\"id\": \"second\"", "\"id\": \"first\"", "run \"first\" is there twice"),
        ("\"answers\": 2", "\"answers\": 1", "lesson.json:9: guess \"long\": 1 answers, expected 2 to 6"),
        ("\"pictures\": 400", "\"pics\": 400", "run \"first\": config: there is no setting \"pics\""),
        ("\"pictures\": 400", "\"pictures\": 0.5", "config: \"pictures\" is 0.5, expected a whole number"),
        ("[\"seed\"]", "[\"sead\"]", "lesson.json:9: unknown variant `sead`"),
        ("[\"loss\"]", "[\"lost\"]", "lesson.json:9: unknown variant `lost`"),
        ("[\"loss\"]", "[\"loss\", \"loss\"]", "a name stands twice"),
        ("\"seconds\": 8", "\"seconds\": 30", "run \"first\": 30 seconds, expected 1 to 20"),
        ("\"guess\": \"long\"", "\"guess\": \"short\"", "run \"first\": there is no guess \"short\" before it"),
        ("\"runs\": [\"first\"", "\"runs\": [\"third\"", "compare \"both\": there is no run \"third\""),
        ("twoSeeds", "threeSeeds", "lesson.json:15: unknown variant `threeSeeds`"),
        ("\"ownPicture\": true", "\"own\": true", "lesson.json:15: unknown field `own`"),
    ] {
        let problems = manifest(from, to);
        assert!(problems[0].contains(expected), "{to}: {problems:?}");
    }
}

#[test]
fn a_guess_after_its_run_is_too_late() {
    let guess = "{ \"guess\": { \"id\": \"long\", \"answers\": 2 } },\n";
    let late = MANIFEST.replacen(guess, "", 1).replacen("{ \"own\"", &format!("{guess} {{ \"own\""), 1);
    let problems = compiled(&late, ZH, EN).unwrap_err();
    assert!(problems[0].contains("there is no guess \"long\" before it"), "{problems:?}");
}

#[test]
fn both_languages_mention_the_same() {
    let problems = english("[[loss]]", "loss");
    assert_eq!(problems, ["02-first-model:0: the glossary word [[loss]] is in zh-CN.md and not in en.md"]);
    let problems = english("[lab](lab)", "lab");
    assert_eq!(problems, ["02-first-model:0: a link to lab is in zh-CN.md and not in en.md"]);
}

#[test]
fn problems_of_both_texts_are_told_at_once() {
    let problems = compiled(MANIFEST, &ZH.replace("[[loss|", "[[verlust|"), &EN.replace("[[loss]]", "[[verlies]]"));
    assert_eq!(problems.unwrap_err().len(), 2);
}

#[test]
fn the_glossary_is_whole() {
    let problems = Terms::read(GLOSSARY).unwrap_err();
    assert!(problems.iter().any(|p| p.what == "the word \"epoch\" is missing"), "{problems:?}");
    let twice = GLOSSARY.replace("\"id\": \"label\"", "\"id\": \"loss\"");
    assert!(Terms::parse(&twice).unwrap_err()[0].what.contains("twice"));
    let empty = GLOSSARY.replace("How wrong.", "");
    assert_eq!(Terms::parse(&empty).unwrap_err()[0].line, 2);
    let words = Terms::parse(GLOSSARY).unwrap().words(Lang::Zh);
    assert_eq!((words[1].term.as_str(), words[1].other.as_str()), ("标签（目标）", "label (target)"));
}
