package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.DayOfWeek;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract 1: {@code CARILLON_BINDING_MODE=claim}, and {@code CARILLON_WEEK_STARTS_ON}. */
class ClaimModeTest {
    @Test
    void theTokensDevicesDecideAndNotTheDevicesList() throws JOSEException {
        try (Served api = new Served(
                new ApiSettings(Served.ZONE, DayOfWeek.MONDAY, true, Cors.OFF, 0, ConsoleActions.ON_AND_OFF), "")) {
            api.bind("listed", "ann");
            String token = named("claimed");
            assertThat(create(api, token, "claimed")).isZero();
            assertThat(create(api, token, "listed")).isEqualTo(10350);
        }
    }

    @Test
    void aPeriodMayBeginOnMonday() throws JOSEException {
        try (Served api = new Served(
                new ApiSettings(Served.ZONE, DayOfWeek.MONDAY, true, Cors.OFF, 0, ConsoleActions.ON_AND_OFF), "")) {
            create(api, named("claimed"), "claimed");
            assertThat(api.devices.state("claimed").groups())
                    .singleElement()
                    .satisfies(group ->
                            assertThat(group.days().runsOn(DayOfWeek.MONDAY)).isTrue())
                    .satisfies(group ->
                            assertThat(group.days().runsOn(DayOfWeek.SUNDAY)).isFalse());
        }
    }

    private static int create(Served api, String authorization, String device) {
        return api.send(
                        authorization,
                        "POST",
                        "/v3/schedule/task/",
                        "application/json",
                        BodyPublishers.ofString(Served.create(device, "1000000", List.of(Served.task("7", "5", "{}")))))
                .code();
    }

    static String named(String device) throws JOSEException {
        JWSObject token = new JWSObject(
                new JWSHeader(JWSAlgorithm.HS256),
                new Payload("{\"sub\":\"ann\",\"exp\":4000000000,\"devices\":[\"" + device + "\"]}"));
        token.sign(new MACSigner(Served.SECRET));
        return "jwt " + token.serialize();
    }
}
