//! The answers to the page's questions.

use crate::{draw, make, open, Answer, Request};

/// Answers a question. The same again for the same question.
pub fn answer(request: &Request) -> Answer {
    let answered = match request {
        Request::Open { fragment } => open(fragment).map(|(shared, change)| Answer::Opened(Box::new(shared), change)),
        Request::Make(wanted) => make(wanted).map(|links| Answer::Made(Box::new(links))),
        Request::Draw { text } => Ok(Answer::Drawn(draw(text))),
    };
    answered.unwrap_or_else(Answer::Refused)
}
