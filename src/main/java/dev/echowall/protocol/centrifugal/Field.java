package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** A field of a message that clients send: how it is called, of what type it is, and where its value goes. */
sealed interface Field {
    /** What it is called in Protobuf. */
    int number();

    /** What it is called in JSON. */
    String name();

    /** Of the Protobuf encoding. */
    default int wireType() {
        return ProtobufWriter.LENGTH_DELIMITED;
    }

    record Text(int number, String name, BiConsumer<Draft, String> to) implements Field {}

    record Whole(int number, String name, Range range, ObjLongConsumer<Draft> to) implements Field {
        @Override
        public int wireType() {
            return ProtobufWriter.VARINT;
        }
    }

    record Flag(int number, String name, BiConsumer<Draft, Boolean> to) implements Field {
        @Override
        public int wireType() {
            return ProtobufWriter.VARINT;
        }
    }

    /** Any JSON value, to Protobuf any bytes. */
    record Data(int number, String name, BiConsumer<Draft, @Nullable Payload> to) implements Field {}

    /** Another message; it goes where the function says, or is passed over when that says null. */
    record Child(int number, String name, Message message, Function<Draft, @Nullable Draft> to) implements Field {}

    /** Subscribe requests by channel. */
    record Requests(int number, String name, BiConsumer<Draft, Draft> to) implements Field {}

    /** Only whether it is there matters. */
    record Present(int number, String name, Consumer<Draft> to) implements Field {}

    /** Types of integers. */
    enum Range {
        INT32 {
            @Override
            long parse(String digits) {
                return Integer.parseInt(digits);
            }

            @Override
            long ofVarint(long value) {
                return (int) value;
            }
        },
        UINT32 {
            @Override
            long parse(String digits) {
                return Integer.toUnsignedLong(Integer.parseUnsignedInt(digits));
            }

            @Override
            long ofVarint(long value) {
                return value & 0xFFFF_FFFFL;
            }
        },
        INT64 {
            @Override
            long parse(String digits) {
                return Long.parseLong(digits);
            }
        },
        /** From 2^63 on it is a negative long. */
        UINT64 {
            @Override
            long parse(String digits) {
                return Long.parseUnsignedLong(digits);
            }
        };

        /**
         * @throws NumberFormatException also for a number beyond the range
         */
        abstract long parse(String digits);

        /** What does not fit is cut off, as Protobuf defines it. */
        long ofVarint(long value) {
            return value;
        }
    }
}
