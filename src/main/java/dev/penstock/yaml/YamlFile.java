package dev.penstock.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// A YAML 1.2 file whose top level is a map.
///
/// - **Limits** 32 MiB, 64 levels, and aliases that do not make the file hold more values than it
///   has characters.
/// - **Fails** with [InvalidFileException] at once when it cannot be read as such a file, and in
///   [#finish()] when a value was not what its reader asked for.
public final class YamlFile {
  static final int MOST_BYTES = 32 << 20;

  private final Problems problems;
  private final YamlMap root;

  private YamlFile(Problems problems, YamlMap root) {
    this.problems = problems;
    this.root = root;
  }

  public static YamlFile read(Path file) {
    return read(file, Overrides.NONE);
  }

  public static YamlFile read(Path file, Overrides overrides) {
    return parse(file.toString(), bytesOf(file), overrides);
  }

  /// Parses bytes as if they were read from a file.
  public static YamlFile parse(String name, byte[] bytes, Overrides overrides) {
    if (bytes.length > MOST_BYTES) {
      throw invalid(name, 0, "is larger than 32 MiB");
    }
    var problems = new Problems();
    var place = new Place(name, 1, "", overrides, problems);
    YamlNode root = new Composing(name, textOf(name, bytes)).compose(place);
    if (root instanceof YamlMap map) {
      return new YamlFile(problems, map);
    }
    throw invalid(name, root.place().line(), "is " + root.description() + ", expected a map");
  }

  public YamlMap root() {
    return root;
  }

  /// Tells of everything that is wrong, if anything is.
  ///
  /// - **Fails** with [InvalidFileException].
  public void finish() {
    problems.throwIfAny();
  }

  /// Likewise, with what else the reader found.
  public void finish(List<FileProblem> further) {
    further.forEach(problems::add);
    problems.throwIfAny();
  }

  static InvalidFileException invalid(String name, int line, String reason) {
    return new InvalidFileException(List.of(new FileProblem(name, line, "", reason)));
  }

  private static byte[] bytesOf(Path file) {
    try (var input = Files.newInputStream(file)) {
      return input.readNBytes(MOST_BYTES + 1);
    } catch (NoSuchFileException missing) {
      throw invalid(file.toString(), 0, "there is no such file");
    } catch (IOException failure) {
      throw invalid(file.toString(), 0, "cannot be read: " + failure.getMessage());
    }
  }

  private static String textOf(String name, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    var input = ByteBuffer.wrap(bytes);
    try {
      String text = decoder.decode(input).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException notText) {
      throw invalid(name, lineAt(bytes, input.position()), "is not UTF-8 text");
    }
  }

  private static int lineAt(byte[] bytes, int position) {
    int line = 1;
    for (int index = 0; index < position; index++) {
      if (bytes[index] == '\n') {
        line++;
      }
    }
    return line;
  }
}
