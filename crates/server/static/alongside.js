// Starts the design system's components. Every page works without it.
import { initAll } from "/assets/nhsuk-frontend.min.js";

initAll();
