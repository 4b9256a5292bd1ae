import { render } from "preact";
import { App } from "./App";
import { followLinksInPlace } from "./lib/router";
import "./style.css";

followLinksInPlace();
render(<App />, document.getElementById("page")!);
