//! What a browser needs to install the site.

use serde_json::{json, Value};
use site::{browse, Setup};

use super::KEPT;

#[test]
fn the_site_can_be_installed_under_its_name_in_both_languages() {
    browse(Setup::default(), |page| async move {
        for (address, lang, name) in [("zh-CN/", "zh-CN", "第一轮"), ("en/lesson/02-first-model/", "en", "Epoch One")]
        {
            page.open(address).await;
            page.until("the page is there", 30, "document.querySelector('main h1')?.innerText").await;
            let told = page.devtools("Page.getAppManifest", json!({})).await;
            assert_eq!(told["errors"], json!([]), "{told}");
            let address = page.server.address();
            assert_eq!(told["url"], format!("{address}app/{lang}.webmanifest"));
            let manifest: Value = serde_json::from_str(told["data"].as_str().unwrap_or_default()).unwrap();
            assert_eq!((&manifest["name"], &manifest["lang"]), (&json!(name), &json!(lang)));
            // One app in both languages: where it starts is what browsers know it by.
            let resolve = "const base = arguments[0]; return arguments[1].map(path => new URL(path, base).href)";
            let places = json!([manifest["start_url"], manifest["scope"]]);
            let places = page.run(resolve, vec![told["url"].clone(), places]).await;
            assert_eq!(places, json!([address, address]));
            for icon in manifest["icons"].as_array().into_iter().flatten() {
                let measure = r#"
                    const image = new Image();
                    image.src = new URL(arguments[0], arguments[1]).href;
                    await image.decode();
                    return `${image.naturalWidth}x${image.naturalHeight}`;
                "#;
                let size = page.call(measure, vec![icon["src"].clone(), told["url"].clone()]).await;
                assert!(icon["sizes"] == "any" || icon["sizes"] == size, "{icon} is {size}");
            }
            let touch = page.run("return document.querySelector('link[rel=apple-touch-icon]').href", Vec::new()).await;
            let status = page.call("return (await fetch(arguments[0])).status", vec![touch]).await;
            assert_eq!(status, 200);
        }
        page.until_text(KEPT, 90, |text| !text.is_empty()).await;
        let told = page.devtools("Page.getInstallabilityErrors", json!({})).await;
        assert_eq!(told["installabilityErrors"], json!([]), "{told}");
    });
}
