//! Training that is cut off goes on from where it was kept, and comes to the same bits.

use std::sync::{Arc, Mutex};

use serde_json::{json, Value};
use site::{browse, Home, Page, Setup};

use super::{begin, ended, hash, kept_at, long, runs, told};
use crate::{lab, native};

/// At most ten seconds lie between the step that was kept and the last that was told, by the times at which they were.
fn check_lost(told: &Value, last: u32, kept: u32) {
    let at = |step: u32| told[step.to_string()].as_f64().unwrap_or_else(|| panic!("step {step} was not told"));
    // The page is kept once more when it is left.
    let lost = if kept >= last { 0.0 } else { (at(last) - at(kept)) / 1000.0 };
    println!("{lost:.1} s of training lost: step {kept} was kept, step {last} told");
    assert!(lost <= 10.0, "{lost:.1} s of training are lost");
}

/// Goes on by one press, to the end; gives the step that it went on from.
async fn go_on(page: &Page) -> u64 {
    page.until("going on is offered", 30, "document.querySelector('#interrupted')?.innerText").await;
    page.press("button", "Go on training").await;
    page.until("the run goes on", 60, "document.querySelector('#state')?.innerText === 'Training'").await;
    let step = lab::steps(page).await;
    let drawn = "document.querySelectorAll('.learning svg path').length";
    page.until("the curves are there again", 10, &format!("({drawn}) > 0")).await;
    page.until("the run is done", 300, "document.querySelector('#state')?.innerText === 'Done'").await;
    step
}

/// The result is that of a run that nothing came between.
async fn same_as_never_cut(page: &Page) {
    let whole = native::train(&long());
    page.until("it has been kept", 20, "document.querySelector('#done')").await;
    ended(page).await;
    assert_eq!(hash(page).await, whole.weights_hash, "not the weights of the run without a cut");
    let notes = runs(page).await;
    assert_eq!(notes.len(), 1, "the run is kept once");
    let end = notes[0].end.unwrap_or_else(|| panic!("the end is not kept"));
    assert_eq!((end.valid_loss, end.valid_accuracy), (whole.valid_loss, whole.valid_accuracy));
    let steps: Vec<u32> = notes[0].train.iter().map(|point| point.step).collect();
    assert_eq!(steps, (1..=whole.steps).collect::<Vec<_>>(), "steps are missing in the curve, or there twice");
}

#[test]
fn a_reload_in_the_middle_of_training_costs_seconds_and_no_bit() {
    browse(Setup::default(), |page| async move {
        page.open("en/lab/").await;
        begin(&page, &long()).await;
        let first = kept_at(&page, 1).await;
        kept_at(&page, first.step + 1).await;
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        let (told, last) = told(&page).await;
        page.open("en/lab/").await;
        let kept = runs(&page).await.pop().unwrap();
        check_lost(&told, last, kept.step);
        let from = go_on(&page).await;
        assert!(from >= kept.step.into() && from > 0, "it went on from step {from}, and step {} was kept", kept.step);
        same_as_never_cut(&page).await;
        // What is done is offered no more.
        page.open("en/lab/").await;
        page.until("the run is ready", 60, "document.querySelector('#state')?.innerText === 'Ready'").await;
        tokio::time::sleep(std::time::Duration::from_secs(4)).await;
        assert_eq!(page.text("#interrupted").await, "");
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

#[test]
fn a_crash_in_the_middle_of_training_costs_seconds_and_no_bit() {
    let home = Home::new(None);
    let handed = Arc::<Mutex<Option<(Value, u32)>>>::default();
    let put = handed.clone();
    home.browse(Setup::default(), |page| async move {
        page.open("en/lab/").await;
        begin(&page, &long()).await;
        let first = kept_at(&page, 1).await;
        kept_at(&page, first.step + 1).await;
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        *put.lock().unwrap() = Some(told(&page).await);
        // Browser, tab and worker are gone from one moment to the next.
        let driver = page.driver().to_string();
        let children = std::process::Command::new("pgrep").args(["-P", &driver]).output().unwrap();
        let children = String::from_utf8(children.stdout).unwrap();
        assert!(!children.trim().is_empty(), "no browser below {driver}");
        for child in children.split_whitespace() {
            assert!(std::process::Command::new("kill").args(["-KILL", child]).status().unwrap().success());
        }
    });
    // The profile is still locked in the name of the process that was killed.
    home.unlock();
    home.browse(Setup::default(), |page| async move {
        page.open("en/lab/").await;
        let kept = runs(&page).await.pop().unwrap_or_else(|| panic!("the crash took the run along"));
        assert!(kept.end.is_none() && kept.step > 0);
        let (told, last) = handed.lock().unwrap().take().unwrap();
        check_lost(&told, last, kept.step);
        assert!(go_on(&page).await >= kept.step.into());
        same_as_never_cut(&page).await;
    });
}

#[test]
fn a_run_in_another_open_tab_is_left_alone() {
    browse(Setup::default(), |page| async move {
        page.open("en/lab/").await;
        begin(&page, &long()).await;
        kept_at(&page, 1).await;
        let first = page.client.window().await.unwrap();
        let second = page.client.new_window(true).await.unwrap();
        page.client.switch_to_window(second.handle).await.unwrap();
        page.open("en/lesson/").await;
        page.until("the run is listed", 20, "document.querySelector('.kept-runs li')?.innerText").await;
        assert!(page.text(".kept-runs li").await.contains("training in another tab"));
        assert_eq!(
            page.run("return document.querySelectorAll('.kept-runs button').length", Vec::new()).await,
            json!(0)
        );
        tokio::time::sleep(std::time::Duration::from_secs(4)).await;
        assert_eq!(page.text("#interrupted").await, "", "two tabs would train one run");
        page.client.switch_to_window(first).await.unwrap();
        page.client.close_window().await.unwrap();
        let left = page.client.windows().await.unwrap();
        page.client.switch_to_window(left[0].clone()).await.unwrap();
        page.open("en/").await;
        page.until("now it is offered", 20, "document.querySelector('#interrupted')?.innerText").await;
        page.press("button", "Later").await;
        page.until("it is put off", 5, "!document.querySelector('#interrupted')").await;
        // And it waits in the list.
        page.open("en/lesson/").await;
        page.until("the run is listed", 20, "document.querySelector('.kept-runs button')").await;
        page.run("document.querySelectorAll('.kept-runs button')[0].click()", Vec::new()).await;
        page.until("it is open, and paused", 60, "document.querySelector('#state')?.innerText === 'Paused'").await;
        assert!(lab::steps(&page).await > 0);
    });
}
