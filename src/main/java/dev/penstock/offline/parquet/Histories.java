package dev.penstock.offline.parquet;

import dev.penstock.model.BatchSource;
import dev.penstock.model.BatchSource.Origin;
import dev.penstock.model.FailureKind;
import dev.penstock.model.PushException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The histories of all batch sources. One thread's.
final class Histories {
  private static final Set<String> ENDINGS = Set.of("parquet", "parq", "pq");

  private final Tools tools;
  private final Map<Path, Directory> directories = new HashMap<>();

  Histories(Tools tools) {
    this.tools = tools;
  }

  /// - **Fails** by throwing `INVALID` when the source is not in files.
  History of(BatchSource source) throws IOException {
    return switch (source.origin()) {
      case Origin.Files files -> of(real(files.path()));
      case Origin.Table table ->
          throw refused(source, "names no path of a Parquet file or directory");
      case Origin.Query query ->
          throw refused(source, "is defined by a query, to which nothing can be appended");
      case Origin.Elsewhere elsewhere ->
          throw refused(source, "is in " + elsewhere.what() + ", to which Penstock cannot append");
    };
  }

  private History of(Path path) {
    return isDirectory(path)
        ? directories.computeIfAbsent(path, at -> new Directory(at, tools))
        : new SingleFile(path, tools);
  }

  /// What does not exist yet is a file when it is called like one.
  private static boolean isDirectory(Path path) {
    if (Files.exists(path)) {
      return Files.isDirectory(path);
    }
    String name = path.getFileName().toString();
    return !ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /// The file behind links: it is to be replaced, not the link.
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    Path parent = absolute.getParent();
    return parent != null && Files.exists(parent)
        ? parent.toRealPath().resolve(absolute.getFileName())
        : absolute;
  }

  private static PushException refused(BatchSource source, String what) {
    return new PushException(
        FailureKind.INVALID,
        "batch source \""
            + source.name()
            + "\" "
            + what
            + "; define it by a Parquet file, or push to it online only");
  }
}
