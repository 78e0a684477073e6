//! Where work is kept: this browser's IndexedDB, one store of bytes under the keys of `crate/kept`. Where that may not be
//! used, or is full, work goes on in memory, and [`Keeping`] says so.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Promise, Uint8Array};
use kept::{Entry, Kind};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};
use yew::platform::time::sleep;
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state_eq};

const DATABASE: &str = "epoch-one";
const STORE: &str = "kept";

/// Milliseconds: some browsers never answer where storage is forbidden.
const PATIENCE: f64 = 3000.0;

/// Where what is kept goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// It is not known yet.
    #[default]
    Opening,
    /// Onto this device.
    Device,
    /// Into memory: the device takes nothing more. Browsers call it a quota, or where the disk itself is full an unknown
    /// error.
    Full,
    /// Into memory: the browser allows no storage here.
    Blocked,
}

/// A key and its new value; none takes it away.
pub type Change = (String, Option<Vec<u8>>);

#[derive(Default)]
struct Vault {
    keeping: Keeping,
    database: Option<IdbDatabase>,
    /// What could not be written, in front of what the database holds.
    memory: Vec<Change>,
    /// How often what is kept of each kind has changed.
    versions: [u32; Kind::ALL.len()],
    listeners: Vec<(u32, Rc<dyn Fn()>)>,
}

thread_local! {
    static VAULT: RefCell<Vault> = RefCell::default();
}

/// Where work goes now.
#[hook]
pub fn use_keeping() -> Keeping {
    use_seen(|vault| vault.keeping)
}

/// A number that grows with every change to what is kept of these kinds.
#[hook]
pub fn use_changes(kinds: &'static [Kind]) -> u32 {
    use_seen(|vault| kinds.iter().map(|kind| vault.versions[*kind as usize]).sum())
}

/// Something that there is to see; a component is drawn again only where it is another than before.
#[hook]
fn use_seen<T: Clone + PartialEq + 'static>(look: impl Fn(&Vault) -> T + 'static) -> T {
    let look = Rc::new(look);
    let seen = use_state_eq(|| VAULT.with_borrow(|vault| look(vault)));
    {
        let seen = seen.setter();
        use_effect_with((), move |()| {
            let listener: Rc<dyn Fn()> = Rc::new(move || seen.set(VAULT.with_borrow(|vault| look(vault))));
            // It may have changed before this listened.
            listener();
            let id = VAULT.with_borrow_mut(|vault| {
                let id = vault.listeners.last().map_or(0, |(id, _)| id + 1);
                vault.listeners.push((id, listener));
                id
            });
            move || VAULT.with_borrow_mut(|vault| vault.listeners.retain(|(other, _)| *other != id))
        });
    }
    (*seen).clone()
}

fn tell(change: impl FnOnce(&mut Vault)) {
    let listeners: Vec<_> = VAULT.with_borrow_mut(|vault| {
        change(vault);
        vault.listeners.iter().map(|(_, listener)| listener.clone()).collect()
    });
    listeners.iter().for_each(|listener| listener());
}

/// Lets everybody look again who shows what is kept of a kind.
pub fn changed(kind: Kind) {
    tell(|vault| vault.versions[kind as usize] += 1);
}

/// Opens the database; comes back when it is open, or will not be soon. Opened late, it takes over what was kept in memory
/// meanwhile.
pub async fn start() {
    wasm_bindgen_futures::spawn_local(async {
        let opened = open().await;
        let late = VAULT.with_borrow(|vault| vault.keeping != Keeping::Opening);
        tell(|vault| match opened {
            Ok(database) => {
                vault.database = Some(database);
                vault.keeping = Keeping::Device;
                vault.versions.iter_mut().for_each(|version| *version += 1);
            }
            Err(error) => vault.keeping = refusal(&error),
        });
        if late {
            let memory = VAULT.with_borrow(|vault| vault.memory.clone());
            put(memory).await;
        }
    });
    let begun = js_sys::Date::now();
    while VAULT.with_borrow(|vault| vault.keeping == Keeping::Opening) {
        sleep(Duration::from_millis(30)).await;
        if js_sys::Date::now() - begun > PATIENCE {
            tell(|vault| vault.keeping = Keeping::Blocked);
        }
    }
}

/// Why a database does not open.
fn refusal(error: &JsValue) -> Keeping {
    match error.dyn_ref::<DomException>() {
        Some(error) if error.name() == "UnknownError" => Keeping::Full,
        _ => Keeping::Blocked,
    }
}

async fn open() -> Result<IdbDatabase, JsValue> {
    // Asking throws where storage is forbidden.
    let factory = web_sys::window().ok_or(JsValue::NULL)?.indexed_db()?.ok_or(JsValue::NULL)?;
    let request = factory.open_with_u32(DATABASE, 1)?;
    let asked = request.clone();
    let make = Closure::once(move || {
        if let Ok(database) = asked.result() {
            // A database without its store fails at the first use, which is said then.
            let _ = database.unchecked_into::<IdbDatabase>().create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(make.as_ref().unchecked_ref()));
    let database: IdbDatabase = answer(&request).await?.unchecked_into();
    // A later version of the site in another tab must not wait for this one.
    let old = database.clone();
    let close = Closure::once_into_js(move || old.close());
    database.set_onversionchange(Some(close.unchecked_ref()));
    Ok(database)
}

/// What a request comes to.
async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(resolve.unchecked_ref()));
        request.set_onerror(Some(reject.unchecked_ref()));
    });
    match JsFuture::from(promise).await {
        Ok(_) => request.result(),
        Err(_) => Err(request.error()?.map_or(JsValue::NULL, JsValue::from)),
    }
}

/// Waits until everything of a transaction is written.
async fn written(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(resolve.unchecked_ref()));
        transaction.set_onabort(Some(reject.unchecked_ref()));
    });
    JsFuture::from(promise).await.map(drop)
}

fn store(mode: IdbTransactionMode) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
    let database = VAULT.with_borrow(|vault| vault.database.clone()).ok_or(JsValue::NULL)?;
    let transaction = database.transaction_with_str_and_mode(STORE, mode)?;
    let store = transaction.object_store(STORE)?;
    Ok((transaction, store))
}

/// Waits until it is known where work goes: what comes earlier must not be lost.
async fn opened() {
    while VAULT.with_borrow(|vault| vault.keeping == Keeping::Opening) {
        sleep(Duration::from_millis(30)).await;
    }
}

/// Keeps all of these changes or none of them. What the device does not take stays in memory, and the answer is no.
pub async fn put(changes: Vec<Change>) -> bool {
    opened().await;
    let kept = write(&changes).await.is_ok();
    tell(|vault| {
        for kind in Kind::ALL {
            let mine = |(key, _): &Change| matches!(Kind::of(key), Some((other, _)) if other == kind);
            vault.versions[kind as usize] += u32::from(changes.iter().any(mine));
        }
        vault.memory.retain(|(key, _)| !changes.iter().any(|(changed, _)| changed == key));
        if !kept {
            vault.memory.extend(changes);
        }
    });
    // There may be room now for what waits.
    let waiting = VAULT.with_borrow(|vault| vault.memory.clone());
    let all = waiting.is_empty() || (kept && write(&waiting).await.is_ok());
    tell(|vault| match all {
        true => {
            vault.memory.retain(|change| !waiting.contains(change));
            vault.keeping = Keeping::Device;
        }
        false if vault.database.is_some() => vault.keeping = Keeping::Full,
        false => {}
    });
    kept
}

async fn write(changes: &[Change]) -> Result<(), JsValue> {
    let (transaction, store) = store(IdbTransactionMode::Readwrite)?;
    for (key, value) in changes {
        match value {
            Some(value) => store.put_with_key(&Uint8Array::from(value.as_slice()), &key.into())?,
            None => store.delete(&key.into())?,
        };
    }
    written(&transaction).await
}

/// What is kept under a key.
pub async fn get(key: &str) -> Option<Vec<u8>> {
    all(key).await.into_iter().find(|(other, _)| other == key).map(|(_, value)| value)
}

/// Everything under keys that begin like this, in their order.
pub async fn all(prefix: &str) -> Vec<Entry> {
    opened().await;
    let mut entries = read(prefix).await.unwrap_or_default();
    VAULT.with_borrow(|vault| {
        for (key, value) in vault.memory.iter().filter(|(key, _)| key.starts_with(prefix)) {
            entries.retain(|(other, _)| other != key);
            if let Some(value) = value {
                let place = entries.iter().position(|(other, _)| other > key).unwrap_or(entries.len());
                entries.insert(place, (key.clone(), value.clone()));
            }
        }
    });
    entries
}

/// Keys that begin like this. They are ASCII: none of them is behind the last.
fn range(prefix: &str) -> Result<JsValue, JsValue> {
    IdbKeyRange::bound(&prefix.into(), &[prefix, "\u{ffff}"].concat().into()).map(JsValue::from)
}

async fn read(prefix: &str) -> Result<Vec<Entry>, JsValue> {
    let (_transaction, store) = store(IdbTransactionMode::Readonly)?;
    let range = range(prefix)?;
    let (keys, values) = (store.get_all_keys_with_key(&range)?, store.get_all_with_key(&range)?);
    // Requests are answered in their order.
    let values = js_sys::Array::from(&answer(&values).await?);
    let keys = js_sys::Array::from(&keys.result()?);
    let entry =
        |(key, value): (JsValue, JsValue)| Some((key.as_string()?, value.dyn_into::<Uint8Array>().ok()?.to_vec()));
    Ok(keys.iter().zip(values.iter()).filter_map(entry).collect())
}

/// Takes everything away.
pub async fn erase() {
    let gone = all("").await.into_iter().map(|(key, _)| (key, None));
    put(gone.collect()).await;
}
