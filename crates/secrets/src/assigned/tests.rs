use super::{Joint, read};

/// A value that nothing else in the texts has.
const VALUE: &str = "Zq7-value";

/// Carriers: `@` is the value.
const READ: &[(&str, Joint)] = &[
    ("export DB_PASSWORD=@\n", Joint::Sign),
    ("DB_PASSWORD='@'", Joint::Sign),
    ("password: @\n", Joint::Sign),
    ("password: \"@\" # of the base\n", Joint::Sign),
    ("password: |\n    @\n", Joint::Sign),
    ("password: >-\n  @\n", Joint::Sign),
    ("- name: DB_PASSWORD\n  value: @\n", Joint::Pair),
    ("- name: DB_PASSWORD\n  value: \"@\"\n", Joint::Pair),
    ("- name: \"DB_PASSWORD\"\n  value: '@'\n", Joint::Pair),
    ("{\"name\": \"DB_PASSWORD\", \"value\": \"@\"}", Joint::Pair),
    ("{\"password\": \"@\"}", Joint::Sign),
    ("{\"password\":\n  \"@\"}", Joint::Sign),
    (r#""{\"password\": \"@\"}""#, Joint::Sign),
    (r#""password = \"@\"\n","#, Joint::Sign),
    (r#""{\\\"password\\\": \\\"@\\\"}""#, Joint::Sign),
    ("a.b.password = @\n", Joint::Sign),
    ("password=@, user=y", Joint::Sign),
    ("http://h/x?password=@&u=1", Joint::Sign),
    ("Server=h;Password=@;Encrypt=true", Joint::Sign),
    ("let password: &'static str = \"@\";", Joint::Sign),
    ("val password: String = \"@\"", Joint::Sign),
    ("password: Optional[str] = '@'", Joint::Sign),
    ("private readonly password?: string = '@';", Joint::Sign),
    ("const char *password = \"@\";", Joint::Sign),
    ("char password[] = \"@\";", Joint::Sign),
    ("char password[32] = \"@\";", Joint::Sign),
    ("var password string = \"@\"", Joint::Sign),
    ("password := \"@\"", Joint::Sign),
    ("$password = '@';", Joint::Sign),
    ("'password' => '@',", Joint::Sign),
    (":password => '@'", Joint::Sign),
    ("password ||= '@'", Joint::Sign),
    ("cfg[\"password\"] = \"@\"", Joint::Sign),
    ("cfg['password'] = b'@'", Joint::Sign),
    ("password = String::from(\"@\")", Joint::Sign),
    ("password = SecretStr('@')", Joint::Sign),
    ("password =\n    \"@\";", Joint::Sign),
    ("$Password = ConvertTo-SecureString \"@\" -AsPlainText -Force", Joint::Sign),
    ("$Password = ConvertTo-SecureString -String '@' -AsPlainText", Joint::Sign),
    ("if password == \"@\":", Joint::Comparison),
    ("if (password !== '@')", Joint::Comparison),
    ("set_password(\"@\")", Joint::Call),
    (".withPassword('@')", Joint::Call),
    ("props.setProperty(\"password\", \"@\");", Joint::Comma),
    ("os.environ.get('PASSWORD', '@')", Joint::Comma),
    ("const password = process.env.PASSWORD || \"@\";", Joint::Sign),
    ("const password = process.env.DB_ACCESS ?? '@';", Joint::Sign),
    ("password = os.environ.get(\"DB_ACCESS\") or \"@\"", Joint::Sign),
    ("password = os.environ.get(\"DB_ACCESS\", \"@\")", Joint::Sign),
    ("x = os.environ[\"DB_PASSWORD\"] or '@'", Joint::Sign),
    ("x = ENV['DB_PASSWORD'] || '@'", Joint::Sign),
    ("val x = System.getenv(\"DB_PASSWORD\") ?: \"@\"", Joint::Sign),
    ("let x = env::var(\"DB_PASSWORD\").unwrap_or(\"@\".into());", Joint::Sign),
    ("std::string password{\"@\"};", Joint::Sign),
    ("x = config('DB_PASSWORD', cast=str, default='@')", Joint::Sign),
    ("password: str = Field(default='@', env='X')", Joint::Sign),
    ("parser.add_argument('--password', help='of the base', default='@')", Joint::Sign),
    ("const p = String.fromEnvironment('PASSWORD', defaultValue: '@');", Joint::Sign),
    ("let x = env::var(\"DB_PASSWORD\").unwrap_or_else(|_| \"@\".to_string());", Joint::Sign),
    ("Optional.ofNullable(System.getenv(\"DB_PASSWORD\")).orElse(\"@\");", Joint::Sign),
    ("x = ENV.fetch('DB_PASSWORD') { '@' }", Joint::Sign),
    ("my $x = $ENV{DB_PASSWORD} // '@';", Joint::Sign),
    ("let password = ProcessInfo.processInfo.environment[\"P\"] ?? \"@\"", Joint::Sign),
    ("x: \"{{ db_password | default('@') }}\"", Joint::Sign),
    ("public string Password { get; set; } = \"@\";", Joint::Sign),
    ("- X=${DB_PASSWORD:-@}", Joint::Sign),
    ("args:\n  - --password\n  - '@'\n", Joint::Space),
    ("args:\n  - \"--password\"\n  - @\n", Joint::Space),
    ("(def password \"@\")", Joint::Space),
    (r#""x = os.getenv(\"DB_PASSWORD\") or \"@\"\n","#, Joint::Sign),
    (r#""password: string = \"@\";\n","#, Joint::Sign),
    ("args: [--password, @]\n", Joint::Space),
    ("password = var.own != \"\" ? var.own : \"@\"\n", Joint::Sign),
    ("const password = isLocal ? '@' : process.env.X;", Joint::Sign),
    ("password = ask() if asks else \"@\"", Joint::Sign),
    ("val password = if (isLocal) \"@\" else ask()", Joint::Sign),
    ("password = <<EOT\n@\nEOT\n", Joint::Sign),
    ("  password = <<-EOT\n    @\n  EOT\n", Joint::Sign),
    ("variable \"password\" {\n validation {\n  x = 1\n }\n default = \"@\"\n}", Joint::Block),
    ("password:\n  @\n", Joint::Sign),
    ("buildConfigField \"String\", \"PASSWORD\", \"\\\"@\\\"\"\n", Joint::Comma),
    ("args:\n- --password\n- @\n", Joint::Space),
    ("password <- \"@\"", Joint::Sign),
    ("password = (\n    \"@\"\n)", Joint::Sign),
    ("POSTGRES_PASSWORD: ${PGPW:-@}", Joint::Sign),
    ("POSTGRES_PASSWORD: \"${PGPW:-@}\"", Joint::Sign),
    ("x: {{ .Values.password | default \"@\" }}", Joint::Sign),
    ("- name: DB_PASSWORD\n  value: |\n    @\n", Joint::Pair),
    ("DBPassword:\n  Type: String\n  NoEcho: true\n  Default: @\n", Joint::Sign),
    ("\"DBPassword\": {\"Type\": \"String\", \"Default\": \"@\"}", Joint::Block),
    ("{:user \"x\" :password \"@\"}", Joint::Space),
    ("credentials {\n    username \"ci\"\n    password \"@\"\n}", Joint::Space),
    ("<password>@</password>", Joint::Element),
    ("<db:password>@</db:password>", Joint::Element),
    ("<password><![CDATA[@]]></password>", Joint::Element),
    ("<string name=\"api_password\">@</string>", Joint::Element),
    ("<add key=\"Password\" value=\"@\"/>", Joint::Pair),
    ("<property name=\"password\" value=\"@\"/>", Joint::Pair),
    ("<name>db.password</name>\n  <value>@</value>", Joint::Pair),
    ("variable \"db_password\" {\n  type    = string\n  default = \"@\"\n}", Joint::Block),
    ("\"adminPassword\": {\n \"type\": \"securestring\",\n \"defaultValue\": \"@\" }", Joint::Block),
    ("tool --password @ --user x", Joint::Space),
    ("tool --password '@' --user x", Joint::Space),
    ("tool --password=@ --user x", Joint::Sign),
    ("sshpass -p @ ssh h # password", Joint::Space),
    ("sshpass -p'@' ssh h # password", Joint::Space),
    ("ENV DB_PASSWORD @\n", Joint::Space),
    ("ARG DB_PASSWORD=@\n", Joint::Sign),
    ("CREATE USER u IDENTIFIED BY '@';", Joint::Space),
    ("CREATE ROLE u WITH LOGIN PASSWORD '@';", Joint::Space),
    ("PGPASSWORD=@ psql -h x", Joint::Sign),
    ("Authorization: token @\n", Joint::Sign),
    ("-H \"Authorization: Bearer @\"", Joint::Sign),
    ("\"Authorization\": \"Bearer @\"", Joint::Sign),
    ("Error: password=@\\n", Joint::Sign),
];

#[test]
fn assignments_of_every_language_are_read() {
    let mut faults = Vec::new();
    for (carrier, joint) in READ {
        let text = carrier.replace('@', VALUE);
        let lower = text.to_lowercase();
        let at = ["password", "identified by", "authorization"].iter().find_map(|word| lower.rfind(word));
        let at = ["sshpass", "identified by", "password"]
            .iter()
            .find_map(|word| lower.find(word))
            .or(at)
            .expect("a name");
        let found = read(text.as_bytes(), at, &mut 0);
        let value = found.as_ref().and_then(|found| text.get(found.value.clone()));
        if value != Some(VALUE) || found.as_ref().map(|found| found.joint) != Some(*joint) {
            faults.push(format!("{carrier:?}: {value:?} {:?}", found.map(|found| found.joint)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_no_assignment_is_not_read() {
    for text in [
        "the password is secret",
        "password::new()",
        "password://x",
        "use password;",
        "fn password() -> String {",
        "password <",
        "if (password) {",
        "password =~ /x/",
        "reset(password)",
        "<password></password>",
        "password\n",
        "type=\"password\" name=\"p\"",
        "the password \"abc\" is wrong",
        "password || other",
        "`password` or `Zq7-value`",
        "has(password) or fail",
        "if (has(password)) { 'x' }",
        "password, // 'of the base'",
        "args:\n  - --password\n  - --user\n",
        "password:\n  Type: String\nother:\n  Default: x\n",
        "postgres://<user>:<password>@h.example/x",
        "('password', validate(), \"of the default\")",
    ] {
        let at = text.find("password").expect("a name");
        let found = read(text.as_bytes(), at, &mut 0);
        let value = found.map(|found| text[found.value].to_owned());
        assert_eq!(value, None, "{text}");
    }
}
