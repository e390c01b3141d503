package dev.penstock.ingress.kafka.format;

import dev.penstock.config.ColumnSource.Place;
import dev.penstock.ingress.kafka.BadRecordException;
import dev.penstock.json.JsonException;
import dev.penstock.json.JsonReader;
import dev.penstock.json.JsonReader.Token;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Reads the columns that are in a record beside its value.
final class RecordParts {
  private final RowMapping mapping;
  private final RowTable table;
  private final IsoText time = new IsoText();

  RecordParts(RowMapping mapping, RowTable table) {
    this.mapping = mapping;
    this.table = table;
  }

  /// - **Fails** by throwing [BadRecordException].
  void read(ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    if (key != null && !mapping.key().isEmpty()) {
      key(key);
    }
    for (var header : mapping.headers()) {
      var found = record.headers().lastHeader(header.name());
      byte @Nullable [] value = found == null ? null : found.value();
      if (value != null) {
        text(header.column(), "header " + header.name(), value);
      }
    }
    for (var place : mapping.places()) {
      place(place.place(), place.column(), record);
    }
  }

  private void place(Place place, int column, ConsumerRecord<byte[], byte[]> record) {
    switch (place) {
      case TIMESTAMP -> {
        if (record.timestamp() >= 0) {
          time.time(Math.clamp(record.timestamp(), 0, Long.MAX_VALUE / 1000) * 1000);
          table.put(column, time.bytes(), 0, time.length());
        }
      }
      case TOPIC -> text(column, "topic", record.topic().getBytes(StandardCharsets.UTF_8));
      case PARTITION -> table.put(column, record.partition());
      case OFFSET -> table.put(column, record.offset());
    }
  }

  private void key(byte[] key) {
    if (mapping.key().hasMembers()) {
      table.read(mapping.key(), "key", key, 0, key.length, false);
    }
    for (int column : mapping.key().columns()) {
      wholeKey(column, key);
    }
  }

  /// A quoted JSON text and an integer mean what they say; everything else is text.
  private void wholeKey(int column, byte[] key) {
    try {
      var reader = new JsonReader(key, 0, key.length, RowMapping.MOST_DEPTH);
      var token = reader.next();
      if (token == Token.INTEGER && reader.offset() == key.length) {
        table.put(column, reader.integer());
        return;
      }
      if (token == Token.TEXT && reader.offset() == key.length) {
        table.put(column, reader.textBytes(), reader.textStart(), reader.textLength());
        return;
      }
    } catch (JsonException plainText) {
      // Not every key is JSON.
    }
    text(column, "key", key);
  }

  private void text(int column, String what, byte[] utf8) {
    for (byte octet : utf8) {
      if (octet < 0) {
        check(what, utf8);
        break;
      }
    }
    table.put(column, utf8, 0, utf8.length);
  }

  private static void check(String what, byte[] utf8) {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
    } catch (CharacterCodingException noText) {
      throw new BadRecordException("the " + what + " is no UTF-8 text");
    }
  }
}
