//! Pictures of the student's own are there again after a reload, and go when they are told to.

use site::{browse, Setup};

use super::entries;
use crate::own_picture::{give, picture, Folder};

#[test]
fn own_pictures_are_kept_predicted_again_and_deleted() {
    let folder = Folder::new();
    browse(Setup::default(), move |page| async move {
        page.open("en/lab/").await;
        page.until("the run is ready", 60, "document.querySelector('#state')?.innerText === 'Ready'").await;
        for _ in 0..2 {
            give(&page, &folder.file("cat.png", &picture())).await;
            page.until_text(".w-own-result", 30, |text| text.contains('%')).await;
        }
        page.until("it is kept", 20, "document.querySelectorAll('.own-again').length === 1").await;
        let before = page.text(".w-own-result").await;
        page.open("en/lab/").await;
        page.until("the run is ready", 60, "document.querySelector('#state')?.innerText === 'Ready'").await;
        page.until("the picture is there again", 20, "document.querySelectorAll('.own-again').length === 1").await;
        page.press("button", "Earlier picture 1, predict it again").await;
        let after = page.until_text(".w-own-result", 30, |text| text.contains('%')).await;
        assert_eq!(after, before, "the same untrained network says something else");
        page.press("button", "Delete these pictures").await;
        page.until("they are gone", 10, "!document.querySelector('.own-again')").await;
        assert!(!entries(&page).await.iter().any(|(key, _)| key.starts_with("picture.")));
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}
