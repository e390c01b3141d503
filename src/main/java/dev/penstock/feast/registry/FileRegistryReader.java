package dev.penstock.feast.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.penstock.feast.proto.Registry;
import dev.penstock.registry.ContentHash;
import dev.penstock.yaml.FileProblem;
import dev.penstock.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Reads a registry that is one file (contract 8.5). Feast writes it in place, so it may be found
/// half written.
final class FileRegistryReader implements RegistryReader {
  private static final int ATTEMPTS = 3;
  private static final long PAUSE_MILLIS = 50;

  private final Path file;
  private final Scope scope;
  private String content = "";
  private String state = "";

  FileRegistryReader(Path file, Scope scope) {
    this.file = file;
    this.scope = scope;
  }

  @Override
  public FeastDefinitions read() {
    return RegistryDefinitions.of(registry(), scope, file.toString());
  }

  @Override
  public synchronized String state() throws IOException {
    var bytes = Files.readAllBytes(file);
    String found = ContentHash.of(bytes);
    if (!found.equals(content)) {
      state = fingerprint(bytes, found);
      content = found;
    }
    return state;
  }

  @Override
  public void close() {}

  private static String fingerprint(byte[] bytes, String content) {
    try {
      return Fingerprint.of(Registry.parseFrom(bytes));
    } catch (InvalidProtocolBufferException broken) {
      return content;
    }
  }

  private Registry registry() {
    for (int attempt = 1; ; attempt++) {
      try {
        return Registry.parseFrom(bytes());
      } catch (InvalidProtocolBufferException broken) {
        if (attempt == ATTEMPTS) {
          throw invalid("is no registry of Feast, or was cut off: " + broken.getMessage());
        }
        pause();
      }
    }
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw invalid("there is no such file; run `feast apply`");
    } catch (IOException failure) {
      throw invalid("cannot be read: " + failure);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private InvalidFileException invalid(String reason) {
    return new InvalidFileException(List.of(new FileProblem(file.toString(), 0, "", reason)));
  }
}
