package io.packetwalk.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder as an input. Links are never followed; pipes, sockets and devices never opened. */
final class Folder {

    private final Pass pass;

    Folder(Pass pass) {
        this.pass = pass;
    }

    void read(Path folder) throws IOException {
        walk(folder, "");
    }

    private void walk(Path folder, String prefix) throws IOException {
        for (Path child : children(folder, prefix)) {
            if (pass.stopped()) {
                return;
            }
            String name = prefix + child.getFileName();
            BasicFileAttributes attributes;
            try {
                attributes = Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            } catch (IOException e) {
                pass.note("unreadable-file", CleanPath.of(name).path(), "Cannot be read: " + EntryStream.reason(e));
                continue;
            }
            if (attributes.isDirectory()) {
                walk(child, name + "/");
            } else {
                one(child, name, attributes);
            }
        }
    }

    private void one(Path file, String name, BasicFileAttributes attributes) throws IOException {
        Optional<String> path = pass.named("", name);
        if (path.isEmpty()) {
            return;
        }
        // Times of files on disk are those of unpacking or copying, so they are not passed on.
        Optional<Instant> modified = Optional.empty();
        if (attributes.isSymbolicLink()) {
            pass.link(path.get(), modified, Files.readSymbolicLink(file).toString());
        } else if (attributes.isRegularFile()) {
            open(file, path.get(), attributes.size(), modified);
        } else {
            pass.note("special-file", path.get(), "A pipe, socket or device: not read");
            pass.link(path.get(), modified, "special file");
        }
    }

    private void open(Path file, String path, long size, Optional<Instant> modified) throws IOException {
        InputStream in;
        try {
            in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            pass.unreadable(path, modified, "Cannot be read: " + EntryStream.reason(e));
            return;
        }
        try (in) {
            pass.file(path, Metered.plain(in, pass.budget(), path), size, modified, 0);
        }
    }

    /** Sorted by name, for the order a file system gives is not always the same. */
    private List<Path> children(Path folder, String prefix) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path child : stream) {
                children.add(child);
                pass.budget().announced(children.size(), prefix);
            }
        } catch (LimitExceeded e) {
            throw e;
        } catch (IOException e) {
            pass.note("unreadable-file", prefix, "Folder cannot be read: " + EntryStream.reason(e));
        }
        children.sort((a, b) -> String.valueOf(a.getFileName()).compareTo(String.valueOf(b.getFileName())));
        return children;
    }
}
