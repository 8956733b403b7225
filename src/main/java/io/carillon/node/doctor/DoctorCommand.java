package io.carillon.node.doctor;

import io.carillon.node.doctor.Finding.Grade;
import io.carillon.node.settings.LeftOut;
import io.carillon.node.settings.Settings;
import io.carillon.node.settings.Variables;
import io.carillon.node.settings.WrongSetting;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks everything that a node needs, and changes nothing. */
@Command(
        name = "doctor",
        description = "Check configuration, database, schema, broker, clock, keys, ports and files.",
        footer = "Exit code 0; 1 where something fails, 2 where a setting is wrong.",
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
    private static final int SOMETHING_FAILS = 1;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Map<String, String> environment;

    public DoctorCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Variables variables = new Variables(environment);
        Settings settings = Settings.read(variables);
        LeftOut.check(settings);
        InstantSource clock = InstantSource.system();
        boolean running = RunningNode.answersAt(settings.management());
        boolean fails = false;
        for (Check check : checks(variables, settings, clock, running)) fails |= print(check, out);
        return fails ? SOMETHING_FAILS : 0;
    }

    private static List<Check> checks(Variables variables, Settings settings, InstantSource clock, boolean running) {
        List<Check> checks = new ArrayList<>(List.of(
                new ConfigurationCheck(variables),
                new DataDirCheck(settings),
                new DatabaseCheck(settings, running, clock),
                new BrokerCheck(settings, running),
                new CertificatesCheck(settings.mqtt().tls()::certificates, clock),
                new KeysCheck(settings, clock),
                new RateLimitCheck(settings)));
        settings.tls().ifPresent(tls -> checks.add(new CertificatesCheck(tls::certificates, clock)));
        checks.add(new SeedNodesCheck(settings));
        checks.add(new PortsCheck(settings, running));
        return checks;
    }

    /** Prints each line as soon as it is known. Returns whether one of them fails. */
    static boolean print(Check check, PrintWriter out) {
        List<Finding> findings;
        try {
            findings = check.findings();
        } catch (WrongSetting wrong) {
            throw wrong;
        } catch (Exception unexpected) {
            findings = List.of(Finding.fail(check.title(), unexpected.toString(), "please report this"));
        }
        findings.forEach(out::println);
        out.flush();
        return findings.stream().anyMatch(finding -> finding.grade() == Grade.FAIL);
    }
}
