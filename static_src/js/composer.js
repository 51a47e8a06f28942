// Loaded where somebody can write in a forum. The composer works without it: it adds files that are
// checked at once, people after an @, links after a #, drafts on the hub, and quoting what is selected.
import "./composer/files.js";
import "./composer/mentions.js";
import "./composer/things.js";
import "./composer/drafts.js";
import "./composer/quoting.js";
import "./composer/forum.js";
