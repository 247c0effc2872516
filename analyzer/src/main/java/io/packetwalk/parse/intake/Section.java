package io.packetwalk.parse.intake;

import java.util.Locale;
import java.util.Optional;

/**
 * The output of one command in a file that holds several.
 *
 * @param command as its title says, empty for what stands before the first title
 * @param firstLine number of the body's first line in the artifact
 * @param body the output, with line ends
 * @param frame lines of title, fences and trailers around the body
 * @param error what a trailer says of the command's failure
 */
record Section(String command, long firstLine, String body, long frame, Optional<String> error) {

    /** What kubectl cluster-info dump writes above a log: the file is the log, and is called so. */
    private static final String LOGS = "START logs for container ";

    /** The command as a file name, in the folder of {@code artifact}: parsers know {@code ip_route} as they know {@code ip-route.txt}. */
    String nameIn(String artifact) {
        if (command.startsWith(LOGS)) {
            return artifact;
        }
        String folder = artifact.substring(0, artifact.lastIndexOf('/') + 1);
        String words = command.toLowerCase(Locale.ROOT).replaceAll("^(?:/usr)?(?:/local)?/s?bin/", "");
        return command.isEmpty() ? artifact : folder + words.replaceAll("[^a-z0-9.]+", "_");
    }
}
