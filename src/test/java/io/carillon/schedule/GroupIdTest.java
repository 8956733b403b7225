package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupIdTest {
    private static final String HEX = "0198c2f1a2b37c4d8e9fa0b1c2d3e4f5";
    private static final UUID TIME_ORDERED = new UUID(0x0198c2f1a2b37c4dL, 0x8e9fa0b1c2d3e4f5L);

    @Test
    void isThe32HexDigitsOfItsUuidAndTheDeviceInBase64Url() {
        assertThat(GroupId.of(TIME_ORDERED, new DeviceId("lamp-7")).value()).isEqualTo(HEX + ".bGFtcC03");
        assertThat(TaskName.of(TIME_ORDERED).value()).isEqualTo(HEX);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void readsBackAndCarriesItsDevice(@ForAll("devices") DeviceId device, @ForAll long most, @ForAll long least) {
        GroupId id = GroupId.of(new UUID(most, least), device);

        assertThat(GroupId.parse(id.value())).contains(id);
        assertThat(id.device()).isEqualTo(device);
    }

    @Property
    void whateverReadsIsWhatOfWrites(@ForAll("nearlyIds") String text) {
        GroupId.parse(text).ifPresent(id -> {
            UUID uuid = UUID.fromString(
                    text.substring(0, 32).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
            assertThat(GroupId.of(uuid, id.device()).value()).isEqualTo(text);
        });
    }

    /** The second to fourth decode to the device of the first, but their spare bits are not zero. */
    @Test
    void ofTheSpellingsOfADeviceOnlyTheCanonicalOneReads() {
        assertThat(GroupId.parse(HEX + ".YQ")).map(GroupId::device).contains(new DeviceId("a"));
        assertThat(GroupId.parse(HEX + ".YR")).isEmpty();
        assertThat(GroupId.parse(HEX + ".Yf")).isEmpty();
        assertThat(GroupId.parse(HEX + ".YWJ")).isEmpty();
    }

    @Test
    void theLongestDeviceFitsAndALongerOneIsNone() {
        DeviceId longest = new DeviceId("d".repeat(128));

        assertThat(GroupId.parse(GroupId.of(TIME_ORDERED, longest).value())).isPresent();
        assertThat(GroupId.parse(HEX + "." + "ZGRk".repeat(43))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7f1b5a64632711e8",
                HEX,
                HEX + ".",
                HEX + ".Y",
                HEX + ".YQ==",
                HEX + ".YQ\n",
                HEX + ".YQ/",
                HEX + ".JFNZUw", // $SYS
                HEX + ".w6Q", // ä
                "0198C2F1A2B37C4D8E9FA0B1C2D3E4F5.YQ",
                "0198c2f1a2b37c4d8e9fa0b1c2d3e4f.YQ",
                "0198c2f1-a2b3-7c4d-8e9f-a0b1c2d3e4f5.YQ",
                " " + HEX + ".YQ"
            })
    void anythingElseIsNoGroupId(String text) {
        assertThat(GroupId.parse(text)).isEmpty();
    }

    @Provide
    Arbitrary<DeviceId> devices() {
        Arbitrary<String> first = Arbitraries.strings().alpha().numeric().ofLength(1);
        Arbitrary<String> rest =
                Arbitraries.strings().alpha().numeric().withChars("._:-").ofMaxLength(127);
        return first.flatMap(start -> rest.map(end -> new DeviceId(start + end)));
    }

    @Provide
    Arbitrary<String> nearlyIds() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("-_")
                .ofMinLength(2)
                .ofMaxLength(8)
                .map(encoded -> HEX + "." + encoded);
    }
}
