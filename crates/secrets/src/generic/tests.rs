//! What is taken for a secret and what is not, in the languages in which people write both. Values are put together when
//! the test runs.

use sekimori_catalog::credentials;

use crate::sample::Dice;
use crate::{Bounds, Engine};

fn engine() -> Engine {
    Engine::new(credentials().iter().copied().filter(|rule| rule.id.contains("/generic-")))
        .expect("valid patterns")
}

fn random(length: usize, dice: &mut Dice) -> String {
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    (0..length).map(|_| char::from(alphabet[dice.below(alphabet.len())])).collect()
}

/// Passwords as people think them up, in two halves.
const PASSWORDS: &[[&str; 2]] = &[
    ["Tr0ub4", "dor&3"],
    ["hunter2", "hunter"],
    ["S3cr3t!", "2024"],
    ["Winter", "2023!"],
    ["pa55w", "0rd!x"],
    ["Summer", "2021"],
    ["adm", "in123"],
    ["zaq1", "2wsx"],
    ["c0rrect", "h0rse"],
    ["P@ssw", "0rd"],
    ["db", "Pass99"],
    ["Qwer", "ty!23"],
];

/// Files and texts; `@` is a password.
const CARRIERS: &[(&str, &str)] = &[
    (".env", "DB_PASSWORD=@\n"),
    ("run.sh", "export MYSQL_PWD='@'\n"),
    ("a.yaml", "spring:\n  password: @\n"),
    ("a.yaml", "- name: DB_PASSWORD\n  value: \"@\"\n"),
    ("a.json", "{\"password\": \"@\"}"),
    ("a.ipynb", "\"password = \\\"@\\\"\\n\","),
    ("a.toml", "password = \"@\"\n"),
    ("a.properties", "a.b.password=@\n"),
    ("a.py", "PASSWORD = '@'\n"),
    ("a.py", "connect(user='x', password='@')\n"),
    ("a.js", "const password = \"@\";\n"),
    ("a.ts", "password: string = '@';"),
    ("a.go", "Password: \"@\",\n"),
    ("a.java", "private String dbPassword = \"@\";"),
    ("a.java", "ds.setPassword(\"@\");"),
    ("a.cs", "string pwd = @\"@\";"),
    ("a.rb", ":password => '@'"),
    ("a.php", "$password = '@';"),
    ("a.php", "define('DB_PASSWORD', '@');"),
    ("a.rs", "let password = \"@\";"),
    ("a.kt", "val password: String = \"@\""),
    ("a.swift", "let password = \"@\""),
    ("a.c", "const char *pw_pass = \"@\";"),
    ("a.xml", "<password>@</password>"),
    ("web.config", "<add key=\"Password\" value=\"@\"/>"),
    ("a.tf", "  password = \"@\"\n"),
    ("Dockerfile", "ENV DB_PASSWORD=@\n"),
    ("Dockerfile", "ENV DB_PASSWORD @\n"),
    ("a.sql", "CREATE USER u IDENTIFIED BY '@';"),
    ("a.log", "login user=x password=@, ok\n"),
    ("a.ps1", "$Password = ConvertTo-SecureString \"@\" -AsPlainText -Force\n"),
    ("a.py", "if password == \"@\":\n"),
    ("a.py", "cfg[\"password\"] = \"@\"\n"),
    ("run.sh", "tool login --password @ --user x\n"),
    ("run.sh", "PGPASSWORD=@ psql -h x\n"),
    ("a.cs", "var c = \"Server=h;Database=d;User Id=sa;Password=@;\";"),
    ("a.ini", "[db]\npassword = @\n"),
    ("notes.txt", "password: @\n"),
];

#[test]
fn passwords_are_found_in_every_language() {
    let engine = engine();
    let (mut missed, mut all) = (Vec::new(), 0);
    for (path, carrier) in CARRIERS {
        for halves in PASSWORDS {
            let value = halves.concat();
            // The at sign of C# stays.
            let text = carrier.replacen("= @\"", "= \u{1}\"", 1).replace('@', &value).replace('\u{1}', "@");
            let found = engine.scan(path, text.as_bytes(), &Bounds::default());
            all += 1;
            if !found.hits.iter().any(|hit| hit.value.expose() == value.as_bytes()) {
                let other: Vec<_> = found
                    .hits
                    .iter()
                    .map(|hit| String::from_utf8_lossy(hit.value.expose()).into_owned())
                    .collect();
                missed.push(format!("{path}: {text:?} {other:?}"));
            }
        }
    }
    assert!(missed.len() * 100 <= all, "{} of {all}\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn keys_and_tokens_are_found_in_every_language() {
    let engine = engine();
    let mut dice = Dice::new(3);
    let mut missed = Vec::new();
    for name in [
        "api_key",
        "apiKey",
        "client_secret",
        "AUTH_TOKEN",
        "accessToken",
        "SECRET_KEY",
        "x-api-key",
        "encryptionKey",
        "AccountKey",
        "jwtSecret",
    ] {
        for (path, carrier) in [
            (".env", "N=@\n"),
            ("a.yaml", "N: @\n"),
            ("a.json", "{\"N\": \"@\"}"),
            ("a.ipynb", "\"N = \\\"@\\\"\\n\","),
            ("a.py", "N = '@'\n"),
            ("a.js", "headers: { 'N': '@' }"),
            ("a.go", "N := \"@\""),
            ("a.rb", "N: '@'"),
            ("a.java", "String N = \"@\";"),
            ("a.xml", "<N>@</N>"),
            ("a.py", "requests.get('http://h/?N=@&x=1')"),
            ("a.log", "N=@, user=y"),
            ("a.cs", "[\"N\"] = \"@\""),
            ("Dockerfile", "ARG N=@\n"),
            ("a.tf", "N = \"@\""),
            ("run.sh", "tool --N @\n"),
            ("README.md", "    N=@\n"),
            ("a.json", "{\"name\": \"N\", \"value\": \"@\"}"),
            ("a.ts", "N: string = `@`"),
            ("a.php", "'N' => '@',"),
        ] {
            for length in [20, 32, 40, 64] {
                let value = random(length, &mut dice);
                let text = carrier.replace('N', name).replace('@', &value);
                let found = engine.scan(path, text.as_bytes(), &Bounds::default());
                if !found.hits.iter().any(|hit| hit.value.expose() == value.as_bytes()) {
                    missed.push(format!("{path}: {text:?}"));
                }
            }
        }
    }
    assert!(missed.len() <= 8, "{}\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn what_is_no_secret_is_left_alone() {
    let engine = engine();
    let texts = [
        ("a.yaml", "valueFrom: arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-Xy7Kq2"),
        ("a.tf", "secret_arn = \"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod-db-Xy7Kq2\""),
        ("a.py", "K = [\n  \"password\",\n  \"snmpV2cRead\",\n  \"api_key\",\n  \"x509Cert2Pem\",\n]"),
        ("a.js", "packet.write('mysql_native_password', 'latin1')"),
        ("a.js", "pwd: 'U2FsdGVkX1/4sRsZ624wbAJfDmagPLq2LsGDOcW/47M='"),
        ("a.sql", "password: '*EE0D72C1085C46C5278932678FBE2C6A782821B4'"),
        ("a.html", "<input name=\"csrfmiddlewaretoken\" value=\"xFBJ4yXJ5PquTwZhrHpe7coruNgr4tNN\">"),
        ("a.py", "password = getPasswordFromVault()"),
        ("a.py", "password = os.environ['DB_PASSWORD']"),
        ("a.js", "const token = process.env.TOKEN;"),
        ("a.java", "String password = System.getenv(\"DB_PASSWORD\");"),
        ("a.yaml", "password: ${DB_PASSWORD}"),
        ("a.yaml", "password: {{ .Values.db.password }}"),
        ("a.yaml", "password: \"{{ .Values.db.password | quote }}\""),
        ("a.yaml", "password: <your-password>"),
        ("a.yaml", "password: changeme"),
        ("a.yaml", "password: changeit_in_production"),
        ("a.yaml", "secretName: my-secret-name2"),
        ("a.yaml", "secret: my-secret-name-2"),
        ("a.yaml", "token: vault:secret/data/db#token"),
        ("a.yaml", "password: ENC[AES256_GCM,data:x8sk2Kx9,iv:x,tag:y,type:str]"),
        ("a.yaml", "passwordSecretRef:\n  name: db-credentials-1"),
        ("a.py", "class password_reset_token_generator2: pass"),
        ("a.py", "token: str = None"),
        ("a.py", "password: str"),
        ("a.ts", "password: string;"),
        ("a.rs", "password: Option<String>,"),
        ("a.html", "<input type=\"password\" name=\"password\" placeholder=\"Enter your password\">"),
        ("a.json", "{\"password\": \"Enter your password\"}"),
        ("en.json", "{\"forgotPassword\": \"Forgot password?\"}"),
        ("a.json", "{\"password\": {\"type\": \"string\", \"minLength\": 8}}"),
        ("a.css", ".password-field2 { color: red }"),
        ("a.js", "password: '#password-field-1'"),
        ("a.js", "token: 'Identifier'"),
        ("a.js", "max_tokens: 4096"),
        ("a.py", "tokenizer = \"bert-base-uncased-v2\""),
        ("a.py", "client_id = \"8f14e45fceea167a5a36dedd4bea2543\""),
        ("go.sum", "token h1:abc8f14e45fceea167a5a36dedd4bea2543="),
        ("a.js", "if (password !== confirmPassword2)"),
        ("a.sh", "PASSWORD=$(cat /run/secrets/db)"),
        ("a.sh", "PASSWORD=$1"),
        ("a.sh", "--password \"$DB_PASSWORD\""),
        ("a.sh", "--password-file /run/db1"),
        ("a.yaml", "password_hash: $2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZBnXk8yS5dYbQ1tT3uVwXyZaBcDeFg"),
        ("a.yaml", "password: $2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZBnXk8yS5dYbQ1tT3uVwXyZaBcDeFg"),
        ("a.js", "secret: 'urn:ietf:params:oauth2:x1'"),
        ("a.py", "SECRET_KEY_FILE = '/run/secrets/key1'"),
        ("a.md", concat!("Set `password: ", "hunter22` in the file.")),
        ("a.py", "raise ValueError('invalid token: %s' % tok1)"),
        ("a.c", "token = TOKEN_STRING2;"),
        ("a.java", "public static final String API_KEY = \"api.key.v2\";"),
        ("a.js", "accessToken: 'oauth2-access-token'"),
        ("a.ts", "password: yup.string().min(8)"),
        ("a.proto", "string password = 12;"),
        ("a.graphql", "password: String!"),
        ("a.js", "secret_key: 'sk_your_key_here1'"),
        ("a.env", "API_KEY=your-api-key-1"),
        ("a.env", "API_KEY=xxxxxxxxxxxxxxxx1"),
        ("a.env", "API_KEY=0123456789abcdef0123456789abcdef"),
        ("a.env", "TOKEN=3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        ("a.env", "SECRET_ARN=arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-x1"),
        ("a.tf", "password = var.db_password2"),
        ("a.tf", "password = random_password.db1.result"),
        ("a.tf", "secret_key = data.vault.x1.data[\"k\"]"),
        ("a.cs", "Password = configuration[\"Db:Password1\"]"),
        ("a.yaml", "# password: the one of step 2"),
        ("a.log", "password: 8 characters or more"),
        ("a.log", "token=null user=x"),
        ("a.json", "{\"public_key\": \"8f14e45fceea167a5a36dedd4bea2543\"}"),
        ("a.json", "{\"integrity_token\": \"sha512-8f14e45fceea167a5a36dedd4bea2543Zx==\"}"),
        ("a.go", "const secretKey = \"kubernetes.io/service-account-token.v1\""),
        ("a.py", "assert password == 'password1'"),
        ("a.py", "password='test123'"),
        ("a.py", "regex_password = r'^[a-z0-9]{8}$'"),
        ("a.ini", "password = %(db_password1)s"),
        ("a.xml", "<password>${db.password1}</password>"),
    ];
    for (path, text) in texts {
        let found = engine.scan(path, text.as_bytes(), &Bounds::default());
        let names: Vec<_> = found.hits.iter().map(|hit| (hit.rule.id, hit.context.clone())).collect();
        assert!(names.is_empty(), "{path}: {text}: {names:?}");
    }
}

#[test]
fn values_that_are_shown_compared_or_published_are_no_secrets() {
    let engine = engine();
    let mut dice = Dice::new(23);
    let mut key = || random(32, &mut dice);
    let emulator = ["Eby8vdM02xNO", &key(), "=="].concat();
    let digest = "8f14e45fceea167a5a36dedd4bea25438f14e45fceea167a5a36dedd4bea2543";
    let quiet = [
        ("a.js", format!("\"UseEmulator;AccountKey={emulator};\"")),
        // A text of a list that happens to end with the name.
        ("a.js", format!("[\n  \"{}+x/{}pwd\",\n  \"{}\",\n]", key(), key(), key())),
        ("a.test.js", format!("'form-data; name=\"pass\"',\n'a pass',\n'------Boundary{}',", key())),
        ("summary", format!("PASS: suite/{}\n", key())),
        // Digests of files.
        (
            "sums.json",
            format!(
                "{{\"src/token.rs\":\"{digest}\",\"lib/secret\":\"{digest}\",\"api_key.py\":\"{digest}\"}}"
            ),
        ),
        // Code for the reader.
        (
            "a.d.ts",
            format!(" * @example\n * ```javascript\n * const input = {{\n *   ClientSecret: \"{}\",", key()),
        ),
        ("a.rs", format!("/// ```rust\n/// let api_key = \"{}\";\n/// ```\n", key())),
        ("README.md", format!("```js\nvar secretKey = '{}';\n```\n", key())),
    ];
    for (path, text) in quiet {
        let hits = engine.scan(path, text.as_bytes(), &Bounds::default()).hits;
        assert!(hits.is_empty(), "{path}: {text}");
    }
    let told = [
        ("a.js", format!("define(\"secret_key\", \"{}\")", key())),
        ("a.json", format!("{{\"secret_token\": \"{digest}\"}}")),
        ("a.d.ts", format!("/** ```js */\nconst x = {{ ClientSecret: \"{}\" }};", key())),
        ("a.rs", format!("// let api_key = \"{}\";\n", key())),
        ("README.md", format!("```sh\nexport SECRET_KEY={}\n```\n", key())),
    ];
    for (path, text) in told {
        let hits = engine.scan(path, text.as_bytes(), &Bounds::default()).hits;
        assert_eq!(hits.len(), 1, "{path}: {text}");
    }
}

#[test]
fn what_is_said_of_a_type_is_no_key_but_a_setting_with_colons_is() {
    let engine = engine();
    let digest = ["62d91b17", "309e76c8"].concat();
    let hits = |path: &str, text: &str| engine.scan(path, text.as_bytes(), &Bounds::default()).hits.len();
    for (path, joint) in [("a.json", "\": \""), ("a.yaml", ": \"")] {
        let line = |name: &str| {
            let text = format!("{name}{joint}{digest}");
            if path == "a.json" { format!("{{\"{text}\"}}") } else { format!("{text}\"\n") }
        };
        for name in ["AWS::IAM::AccessKey", "AWS::SecretsManager::Secret", "Org::Service::ApiToken"] {
            assert_eq!(hits(path, &line(name)), 0, "{name} in {path}");
        }
        for name in ["AccessKey", "profile::db::secret", "Profile::db::secret"] {
            assert_eq!(hits(path, &line(name)), 1, "{name} in {path}");
        }
    }
    // What assigns to a name in a namespace is no map of types.
    assert_eq!(hits("a.pl", &format!("$My::Config::ApiKey = \"{digest}\";")), 1);
}

#[test]
fn a_private_key_that_is_written_as_a_number_is_one() {
    let engine = engine();
    let mut dice = Dice::new(31);
    let number: String = (0..64).map(|_| char::from(b"0123456789abcdef"[dice.below(16)])).collect();
    let hits = |path: &str, text: &str| engine.scan(path, text.as_bytes(), &Bounds::default()).hits.len();
    for (path, text) in [
        (".env", format!("PRIVATE_KEY={number}\n")),
        (".env", format!("PRIVATE_KEY=0x{number}\n")),
        (".env", format!("DEPLOYER_PRIVATE_KEY=\"0x{number}\"\n")),
        ("a.json", format!("{{\"privateKey\": \"0x{number}\"}}")),
        ("a.ts", format!("const privateKey = '0x{number}';")),
        ("env.txt", format!("PRIVATE_KEY=0x{number}\n")),
    ] {
        assert_eq!(hits(path, &text), 1, "{path}: {text}");
    }
    for (path, text) in [
        // A digest, an address and a placeholder are none.
        ("a.json", format!("{{\"storageKey\": \"0x{number}\"}}")),
        ("a.json", format!("{{\"secret_key\": \"0x{}\"}}", "0".repeat(64))),
        (".env", format!("TOKEN=0x{}\n", &number[..40])),
    ] {
        assert_eq!(hits(path, &text), 0, "{path}: {text}");
    }
}

/// The marks that Terraform's `random_password` mixes in, but for those that end a text.
const MIXED: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!@#$%&*()-_=+[]{}<>:?";

#[test]
fn marks_in_what_was_made_by_chance_mean_nothing() {
    let (engine, mut dice) = (engine(), Dice::new(5));
    let mut missed = Vec::new();
    for (path, text) in
        [("a.tfvars", "db_password = \"@\"\n"), ("a.yaml", "password: '@'\n"), (".env", "DB_PASSWORD='@'\n")]
    {
        for length in [16, 20, 24].repeat(60) {
            let value: String = (0..length).map(|_| char::from(MIXED[dice.below(MIXED.len())])).collect();
            let hits = engine.scan(path, text.replace('@', &value).as_bytes(), &Bounds::default()).hits;
            if hits.is_empty() {
                missed.push(value);
            }
        }
    }
    // 540 values, of which one in five was taken for an expression.
    assert!(missed.len() < 60, "{}: {missed:?}", missed.len());
}

#[test]
fn expressions_and_templates_are_no_passwords() {
    let engine = engine();
    for value in [
        "%s:%d@tcp(%s:%d)/Db1",
        "${DB_PASSWORD_V2}",
        "{{ .Values.db.password1 }}",
        "^[A-Za-z0-9!@#]{16,}$",
        "<DbPassword1>",
        "[Password1]",
        "{dbPassword1}",
        "getSecret('Db1')",
        "Vault::read(Db1)",
        "https://vault.example/v1/Db",
        "x?Items[1]:getB2()",
        "user=>Db1Password",
        "%(DbPassword1)s",
        "@@DB_PASSWORD_1@@",
    ] {
        for text in ["password: '@'\n", "db_password = \"@\"\n"] {
            let text = text.replace('@', value);
            let hits = engine.scan("a.yaml", text.as_bytes(), &Bounds::default()).hits;
            assert!(hits.is_empty(), "{text}");
        }
    }
}

#[test]
fn a_key_is_what_it_stands_in() {
    let (engine, mut dice) = (engine(), Dice::new(7));
    let value = random(40, &mut dice);
    let count = |path: &str, text: &str| {
        engine.scan(path, text.replace('@', &value).as_bytes(), &Bounds::default()).hits.len()
    };
    for (path, text) in [
        ("a.yaml", "app:\n  jwt:\n    issuer: shop\n    key: @\n"),
        ("a.yaml", "api:\n  key: '@'\n"),
        ("a.json", "{\"Jwt\": {\"Issuer\": \"x\", \"Key\": \"@\"}}"),
        ("appsettings.json", "{\n  \"Encryption\": {\n    \"Key\": \"@\"\n  }\n}\n"),
        ("a.toml", "[shop.api]\nurl = \"x\"\nkey = \"@\"\n"),
    ] {
        assert_eq!(count(path, text), 1, "{text}");
    }
    for (path, text) in [
        ("a.yaml", "secretKeyRef:\n  name: a\n  key: @\n"),
        ("a.yaml", "cache:\n  key: @\n"),
        ("a.yaml", "api:\n  url: x\ncache:\n  key: @\n"),
        ("a.json", "{\"jwt\": {}, \"cache\": {\"key\": \"@\"}}"),
        ("a.toml", "[api]\nurl = \"x\"\n[cache]\nkey = \"@\"\n"),
    ] {
        assert_eq!(count(path, text), 0, "{text}");
    }
}

#[test]
fn a_value_is_found_where_a_language_or_a_formatter_moved_it() {
    let engine = engine();
    let value = ["Tougycp", "322Odh"].concat();
    let count = |path: &str, text: &str| engine.scan(path, text.as_bytes(), &Bounds::default()).hits.len();
    for (path, text) in [
        ("a.tf", "password = var.own != \"\" ? var.own : \"@\"\n"),
        ("a.tf", "  password = <<-EOT\n    @\n  EOT\n"),
        ("a.yaml", "password:\n  @\nuser: x\n"),
        ("a.gradle", "buildConfigField \"String\", \"DB_PASSWORD\", \"\\\"@\\\"\"\n"),
        ("a.sh", "keytool -importkeystore -srckeystore a -srcstorepass @\n"),
        ("a.js", "const password = isLocal ? '@' : process.env.X;\n"),
    ] {
        assert_eq!(count(path, &text.replace('@', &value)), 1, "{text}");
    }
    let mixed = ["k[I]*YXz1", "*A)s!yG"].concat();
    for text in
        ["Server=h;User Id=a;Password=@;Database=x", "{\"c\": \"Host=h;Username=a;Password=@;Ssl=1\"}"]
    {
        assert_eq!(count("a.json", &text.replace('@', &mixed)), 1, "{text}");
    }
    for (path, text) in [
        ("a.tf", "password = var.own != \"\" ? var.own : \"none\"\n"),
        ("a.tf", "password = <<EOT\n${var.password}\nEOT\n"),
        ("a.yaml", "password:\n  required\n"),
        ("a.yaml", "password:\n  ${DB_PASSWORD_2}\n"),
        ("a.ts", "interface User {\n  password:\n    Password2Type;\n}\n"),
        ("a.cs", "$\"Server=h;Uid=a;Password={(GetPassword1())};Database=x\""),
    ] {
        assert_eq!(count(path, text), 0, "{text}");
    }
}
