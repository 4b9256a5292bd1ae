//! Quantities: each count, measure and percentage of the text with its party and modality.

use super::context::Context;
use super::figure::Figure;
use super::{Evidence, Fact, FactKind, Modality, Quantity};
use crate::mention::Hedge;

/// Finds the quantities of a document.
#[must_use]
pub fn quantity_facts(ctx: &Context<'_>) -> Vec<Fact> {
    let quantities = ctx.mentions.quantities.iter().filter(|q| !q.tokens.is_empty());
    quantities
        .map(|quantity| {
            let figure = Figure { tokens: quantity.tokens.clone(), sentence: quantity.sentence, hedge: quantity.hedge };
            let party = ctx.party(&figure);
            let evidence = ctx.evidence(quantity.tokens.start, quantity.tokens.clone());
            let counted = quantity.unit_span.is_some();
            Fact {
                kind: FactKind::Quantity(Quantity {
                    value: quantity.value,
                    unit: quantity.unit.to_string(),
                    party,
                    hedge: quantity.hedge,
                    period: ctx.dates_in(quantity.tokens.end..quantity.tokens.end + 4).next().map(|d| d.date),
                }),
                modality: modality(ctx, &figure),
                evidence: Evidence { focus: quantity.span, ..evidence },
                confidence: if counted { 0.8 } else { 0.6 } + if party.is_some() { 0.1 } else { 0.0 },
                rule: if counted { "quantity".to_owned() } else { "quantity with the unit before".to_owned() },
            }
        })
        .collect()
}

/// A least is a limit too where a rule sets it.
fn modality(ctx: &Context<'_>, figure: &Figure) -> Modality {
    match (ctx.figure_modality(figure, true), figure.hedge) {
        (Modality::Target, Hedge::AtLeast) => Modality::Limit,
        (modality, _) => modality,
    }
}
