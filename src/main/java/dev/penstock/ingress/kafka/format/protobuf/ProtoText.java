package dev.penstock.ingress.kafka.format.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.squareup.wire.Syntax;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the text of a `.proto` file into what `protoc` would make of it, as far as reading
/// messages needs it: no options, services or extensions.
final class ProtoText {
  private final boolean third;

  private ProtoText(boolean third) {
    this.third = third;
  }

  /// - **Fails** by throwing what the parser does for text that is none.
  ///
  /// @param name that other files import it by
  static FileDescriptorProto read(String name, String text) {
    var element = ProtoParser.Companion.parse(Location.get(name), text);
    boolean third = element.getSyntax() == Syntax.PROTO_3;
    return new ProtoText(third).file(name, element);
  }

  private FileDescriptorProto file(String name, ProtoFileElement element) {
    var file = FileDescriptorProto.newBuilder().setName(name);
    if (third) {
      file.setSyntax("proto3");
    }
    if (element.getPackageName() != null) {
      file.setPackage(element.getPackageName());
    }
    file.addAllDependency(element.getImports());
    for (String shown : element.getPublicImports()) {
      file.addPublicDependency(file.getDependencyCount()).addDependency(shown);
    }
    for (var type : element.getTypes()) {
      switch (type) {
        case MessageElement message -> file.addMessageType(message(message));
        case EnumElement symbols -> file.addEnumType(symbols(symbols));
        default -> throw new IllegalArgumentException("it has " + type.getName() + " of no type");
      }
    }
    return file.build();
  }

  private DescriptorProto message(MessageElement element) {
    if (!element.getGroups().isEmpty()) {
      throw new IllegalArgumentException("message " + element.getName() + " has a group");
    }
    var message = DescriptorProto.newBuilder().setName(element.getName());
    for (var type : element.getNestedTypes()) {
      switch (type) {
        case MessageElement nested -> message.addNestedType(message(nested));
        case EnumElement symbols -> message.addEnumType(symbols(symbols));
        default -> throw new IllegalArgumentException("it has " + type.getName() + " of no type");
      }
    }
    for (var choice : element.getOneOfs()) {
      message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(choice.getName()));
      for (var field : choice.getFields()) {
        message.addField(field(message, field).setOneofIndex(message.getOneofDeclCount() - 1));
      }
    }
    for (var field : element.getFields()) {
      message.addField(field(message, field));
    }
    choicesOfOne(message);
    return message.build();
  }

  /// An optional field of the third syntax is a choice of one; those come behind all others.
  private static void choicesOfOne(DescriptorProto.Builder message) {
    for (var field : message.getFieldBuilderList()) {
      if (field.getProto3Optional()) {
        field.setOneofIndex(message.getOneofDeclCount());
        message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field.getName()));
      }
    }
  }

  private FieldDescriptorProto.Builder field(DescriptorProto.Builder of, FieldElement element) {
    var field =
        FieldDescriptorProto.newBuilder()
            .setName(element.getName())
            .setNumber(element.getTag())
            .setLabel(label(element.getLabel()));
    String type = element.getType();
    if (type.startsWith("map<")) {
      return field
          .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)
          .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
          .setTypeName(entry(of, element.getName(), type));
    }
    if (third && element.getLabel() == Field.Label.OPTIONAL) {
      field.setProto3Optional(true);
    }
    return typed(field, type);
  }

  /// Adds the message that a map repeats.
  ///
  /// @return its name
  private static String entry(DescriptorProto.Builder of, String field, String type) {
    int comma = type.indexOf(',');
    String name = camelCase(field) + "Entry";
    var entry = DescriptorProto.newBuilder().setName(name);
    entry.getOptionsBuilder().setMapEntry(true);
    entry.addField(typed(part("key", 1), type.substring("map<".length(), comma).strip()));
    entry.addField(typed(part("value", 2), type.substring(comma + 1, type.length() - 1).strip()));
    of.addNestedType(entry);
    return name;
  }

  private static FieldDescriptorProto.Builder part(String name, int number) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }

  /// What is no scalar is told apart when the file is linked.
  private static FieldDescriptorProto.Builder typed(
      FieldDescriptorProto.Builder field, String type) {
    return switch (type) {
      case "double",
          "float",
          "int32",
          "int64",
          "uint32",
          "uint64",
          "sint32",
          "sint64",
          "fixed32",
          "fixed64",
          "sfixed32",
          "sfixed64",
          "bool",
          "string",
          "bytes" ->
          field.setType(FieldDescriptorProto.Type.valueOf("TYPE_" + type.toUpperCase(Locale.ROOT)));
      default -> field.setTypeName(type);
    };
  }

  private static FieldDescriptorProto.Label label(Field.@Nullable Label label) {
    if (label == Field.Label.REPEATED) {
      return FieldDescriptorProto.Label.LABEL_REPEATED;
    }
    return label == Field.Label.REQUIRED
        ? FieldDescriptorProto.Label.LABEL_REQUIRED
        : FieldDescriptorProto.Label.LABEL_OPTIONAL;
  }

  private static EnumDescriptorProto symbols(EnumElement element) {
    var symbols = EnumDescriptorProto.newBuilder().setName(element.getName());
    for (var constant : element.getConstants()) {
      symbols.addValue(
          EnumValueDescriptorProto.newBuilder()
              .setName(constant.getName())
              .setNumber(constant.getTag()));
    }
    // Numbers of several names are right only where that is said; reading takes the first.
    symbols.getOptionsBuilder().setAllowAlias(true);
    return symbols.build();
  }

  /// `ride_stops` is `RideStops`.
  private static String camelCase(String name) {
    var camel = new StringBuilder();
    boolean upper = true;
    for (int at = 0; at < name.length(); at++) {
      char letter = name.charAt(at);
      if (letter == '_') {
        upper = true;
      } else {
        camel.append(upper ? Character.toUpperCase(letter) : letter);
        upper = false;
      }
    }
    return camel.toString();
  }
}
