/** How do people and programs call us? Verbs, exit codes, colours, progress. May import the root, report, index and redact. */
@NullMarked
package io.packetwalk.cli;

import org.jspecify.annotations.NullMarked;
