package dev.penstock.registry;

import dev.penstock.model.Definitions;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where definitions come from. Methods block.
public interface DefinitionsSource extends AutoCloseable {
  /// What a person knows it by.
  String name();

  /// Reads and checks the definitions.
  ///
  /// - **Fails** with [dev.penstock.yaml.InvalidFileException], which tells of every contradiction,
  ///   and with [dev.penstock.model.PushException] when the source cannot be reached.
  Definitions read();

  /// A text that is another one once the definitions have changed; asked for once per interval.
  ///
  /// - **Fails** by throwing when the source cannot be reached.
  String state() throws Exception;

  /// Where others look for the windows that are materialized, and record theirs; empty where the
  /// definitions say nothing of that.
  default Optional<Progress> progress(Vertx vertx) {
    return Optional.empty();
  }

  /// Never throws.
  @Override
  void close();

  /// A file of Penstock's own.
  static DefinitionsSource ofFile(Path file) {
    return new DefinitionsSource() {
      @Override
      public String name() {
        return file.toString();
      }

      @Override
      public Definitions read() {
        return DefinitionsFile.read(file);
      }

      @Override
      public String state() throws Exception {
        return ContentHash.of(Files.readAllBytes(file));
      }

      @Override
      public void close() {}
    };
  }
}
