package dev.penstock.ingress.kafka.format.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.WireFormat;
import dev.penstock.config.FormatConfig.Framing;
import dev.penstock.ingress.kafka.BadRecordException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Which message of its file one is: told between the id of the schema and the message.
///
/// ```text
/// Confluent  how many numbers, then the number of a message in each level; a single 0 for the first
/// Apicurio   the length of a message that has the name (1)
/// ```
sealed interface MessageHeader {
  int MOST_LEVELS = 32;

  record None() implements MessageHeader {}

  record ByNumbers(List<Integer> numbers) implements MessageHeader {}

  record ByName(String name) implements MessageHeader {}

  /// - **Fails** by throwing what the library does for bytes that end too early.
  static MessageHeader read(CodedInputStream in, Framing framing) throws IOException {
    return switch (framing) {
      case PLAIN -> new None();
      case CONFLUENT -> numbers(in);
      case APICURIO -> name(in);
    };
  }

  private static MessageHeader numbers(CodedInputStream in) throws IOException {
    int count = in.readSInt32();
    if (count < 0 || count > MOST_LEVELS) {
      throw new BadRecordException("the record tells its message by " + count + " numbers");
    }
    if (count == 0) {
      return new ByNumbers(List.of(0));
    }
    var numbers = new Integer[count];
    for (int level = 0; level < count; level++) {
      numbers[level] = in.readSInt32();
    }
    return new ByNumbers(List.of(numbers));
  }

  private static MessageHeader name(CodedInputStream in) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    String name = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ((1 << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        name = in.readString();
      } else {
        boolean _ = in.skipField(tag);
      }
    }
    in.popLimit(limit);
    return new ByName(name);
  }

  /// The type of the message.
  ///
  /// - **Fails** by throwing [BadRecordException] when the file has none such.
  default Descriptor in(FileDescriptor file) {
    var found =
        switch (this) {
          case None() -> file.getMessageTypes().stream().findFirst();
          case ByNumbers(var numbers) -> byNumbers(file.getMessageTypes(), numbers);
          case ByName(var name) -> Optional.ofNullable(file.findMessageTypeByName(name));
        };
    return found.orElseThrow(() ->
        new BadRecordException("the schema has no such message as the record tells: " + this));
  }

  private static Optional<Descriptor> byNumbers(List<Descriptor> types, List<Integer> numbers) {
    Optional<Descriptor> found = Optional.empty();
    var level = types;
    for (int number : numbers) {
      if (number < 0 || number >= level.size()) {
        return Optional.empty();
      }
      found = Optional.of(level.get(number));
      level = level.get(number).getNestedTypes();
    }
    return found;
  }
}
