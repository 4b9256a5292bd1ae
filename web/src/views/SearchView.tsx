import type { Found } from "../lib/api";
import { csv, save } from "../lib/download";
import { useLoaded } from "../lib/use";
import { plural, typeNames } from "../lib/words";
import { Downloads, EntityLink, Heading, Sentence, Waiting } from "../parts/basics";

export function SearchView({ params }: { params: URLSearchParams }) {
  const words = params.get("q")?.trim() ?? "";
  const found = useLoaded<Found>(words ? `/api/search?q=${encodeURIComponent(words)}` : null);
  if (!words) return <Heading title="Search">What are you looking for?</Heading>;
  return (
    <>
      <Heading title={`Search: ${words}`}>“{words}”</Heading>
      <Waiting of={found}>
        {(it) => (
          <>
            <p role="status">
              {plural(it.entities.length, "name")} and {plural(it.passages.length, "passage")} found.
            </p>
            <div class="columns">
              <section aria-labelledby="names">
                <h2 id="names">Names</h2>
                <ul class="plain">
                  {it.entities.map((entity) => (
                    <li key={entity.iri} class="found">
                      <EntityLink entity={entity} />
                      <span class="faint">
                        {typeNames[entity.type][0]}
                        {entity.facts > 0 && `, ${plural(entity.facts, "fact")}`}
                        {entity.aliases.length > 0 && `, also ${entity.aliases.join(", ")}`}
                      </span>
                    </li>
                  ))}
                </ul>
              </section>
              <section aria-labelledby="passages">
                <h2 id="passages">Texts</h2>
                {it.passages.map((passage) => (
                  <Sentence key={`${passage.document} ${passage.start}`} evidence={passage} mark={asWritten(passage.sentence, words)} />
                ))}
              </section>
            </div>
            <Downloads>
              <button
                type="button"
                onClick={() =>
                  save("search.csv", "text/csv", csv(["name", "type", "iri", "facts"], it.entities.map((e) => [e.name, e.type, e.iri, e.facts])))
                }
              >
                CSV
              </button>
            </Downloads>
          </>
        )}
      </Waiting>
    </>
  );
}

/** The words as the text writes them. */
function asWritten(sentence: string, words: string): string | null {
  const at = sentence.toLowerCase().indexOf(words.toLowerCase());
  return at < 0 ? null : sentence.slice(at, at + words.length);
}
