//! An address without a page.

use yew::prelude::*;

use crate::app::use_lang;
use crate::component::Link;
use crate::service::route::Route;

#[component]
pub fn Unknown() -> Html {
    let lang = use_lang();
    html! {
        <div class="nothing">
            <h1>{ lang.unknown_page() }</h1>
            <Link to={Route::Home} class="button primary">{ lang.unknown_page_next() }</Link>
        </div>
    }
}
