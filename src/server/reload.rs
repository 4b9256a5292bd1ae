//! Notices that the store changed under the server, and shows the new state to the questions that follow.

use super::{App, View};
use crate::store::{Store, StoreError};
use std::sync::Arc;
use std::time::Duration;

/// How often the folder is looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// Looks at the folder for ever.
pub(super) async fn watch(app: Arc<App>) {
    let mut interval = tokio::time::interval(INTERVAL);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        refresh(&app).await;
    }
}

/// Opens the store again if it has changed. A store that cannot be read leaves the old state in view.
pub(super) async fn refresh(app: &Arc<App>) {
    let app = Arc::clone(app);
    let looked = tokio::task::spawn_blocking(move || {
        let now = Store::version(&app.folder)?;
        if now == app.view().version {
            return Ok(None);
        }
        let view = View::open(&app.folder)?;
        let documents = view.store.documents().len();
        app.show(view);
        Ok::<_, StoreError>(Some(documents))
    });
    match looked.await {
        Ok(Ok(Some(documents))) => tracing::info!(documents, "the store changed and was read again"),
        Ok(Ok(None)) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the store cannot be read again"),
        Err(error) => tracing::error!(%error, "reading the store again panicked"),
    }
}
