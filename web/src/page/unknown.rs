//! An address without a page.

use yew::prelude::*;

use crate::component::Link;
use crate::service::route::Route;
use crate::service::text::Lang;

pub fn unknown(lang: Lang) -> Html {
    html! {
        <div class="nothing">
            <h1>{ lang.unknown_page() }</h1>
            <Link to={Route::Home} class="button primary">{ lang.unknown_page_next() }</Link>
        </div>
    }
}
