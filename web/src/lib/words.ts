// Words and figures as people read them.
import type { EntityType, Fact, FactKind } from "./api";

export const kindNames: Record<FactKind, [one: string, many: string]> = {
  proposal: ["Proposal", "Proposals"],
  affiliation: ["Post", "Posts and memberships"],
  "law-stage": ["Stage of a law", "Stages of laws"],
  money: ["Money", "Money"],
  statement: ["Statement", "Statements"],
  quantity: ["Figure", "Figures"],
};

export const kinds = Object.keys(kindNames) as FactKind[];

export const typeNames: Record<EntityType, [one: string, many: string]> = {
  Person: ["Person", "People"],
  Organization: ["Body", "Bodies"],
  Place: ["Place", "Places"],
  Law: ["Law", "Laws"],
  Report: ["Report", "Reports"],
  Event: ["Event", "Events"],
};

export const types = Object.keys(typeNames) as EntityType[];

const magnitudes: [number, string][] = [
  [1e12, "trillion"],
  [1e9, "billion"],
  [1e6, "million"],
];

/** `12.5 billion EUR`; small figures keep their digits. */
export function amount(value: string, unit: string | null): string {
  const number = Number(value);
  const size = magnitudes.find(([factor]) => Math.abs(number) >= factor);
  const digits = size
    ? `${(number / size[0]).toLocaleString("en", { maximumFractionDigits: 3 })} ${size[1]}`
    : number.toLocaleString("en", { maximumFractionDigits: 4 });
  if (!unit) return digits;
  return unit === "%" ? `${digits}%` : `${digits} ${unit}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `5 May 2020` from `2020-05-05`; months and years stay as exact as they are. */
export function day(date: string): string {
  const [year, month, dayOfMonth] = date.split("-");
  const name = month ? months[Number(month) - 1] : undefined;
  return [dayOfMonth ? String(Number(dayOfMonth)) : "", name ?? "", year ?? ""].filter(Boolean).join(" ");
}

/** First and last millisecond that a partial date covers. */
export function period(date: string): [number, number] {
  const [year, month, dayOfMonth] = date.split("-").map(Number) as [number, number?, number?];
  if (dayOfMonth) return [Date.UTC(year, month! - 1, dayOfMonth), Date.UTC(year, month! - 1, dayOfMonth)];
  if (month) return [Date.UTC(year, month - 1, 1), Date.UTC(year, month, 0)];
  return [Date.UTC(year, 0, 1), Date.UTC(year, 11, 31)];
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

export function names(list: { name: string }[]): string {
  return list.map((entity) => entity.name).join(", ");
}

/** What a fact says, in one line without its parties. */
export function gist(fact: Fact): string {
  const money = fact.value ? amount(fact.value, fact.kind === "quantity" ? fact.what : fact.currency) : "";
  switch (fact.kind) {
    case "money":
      return [money, fact.what && `for ${fact.what}`].filter(Boolean).join(" ");
    case "quantity":
      return money;
    case "affiliation":
      if (!fact.what) return fact.to ? `belongs to ${fact.to.name}` : "";
      return [fact.what, fact.to?.name].filter(Boolean).join(", ");
    case "law-stage":
      return [fact.law?.name, stageName(fact.what)].filter(Boolean).join(": ");
    case "statement":
      return fact.direct ? `“${fact.what}”` : (fact.what ?? "");
    case "proposal":
      return fact.what ?? "";
  }
}

export function stageName(stage: string | null): string {
  return (stage ?? "").replaceAll("-", " ");
}
