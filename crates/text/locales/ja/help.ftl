# ヘルプ。help-<command> はコマンドの説明、help-<command>-examples は使用例 2 つ、help-arg-<id> はフラグと引数の説明
# (動作、既定値、ほかに指定できる場所)。

help-heading-usage = 使い方
help-heading-commands = コマンド
help-heading-examples = 例
help-heading-input = 入力
help-heading-limits = 上限
help-heading-rules = ルール
help-heading-focus = 報告の範囲
help-heading-output = 出力
help-heading-repair = 修復
help-heading-waivers = 免除
help-heading-global = 全体

help-sekimori = 関守 (Sekimori) は、Kubernetes クラスターへ至る道の関所を守り、1 つのルール カタログでマニフェストを判定し、ファイル、コミット、履歴に含まれるシークレットを検出します。
help-sekimori-examples =
    {"  "}$ sekimori scan examples/shop
    {"  "}$ sekimori rules show pod-security/privileged-container
help-sekimori-scan = Kubernetes マニフェストを判定します (フォルダー内の YAML と JSON、個別のファイル、または標準入力)。あらゆる種類のファイルについて、シークレットも調べます。
help-sekimori-scan-examples =
    {"  "}$ sekimori scan examples/shop --fail-on high
    {"  "}$ sekimori scan examples/shop-clean --pss restricted@1.30 --format json

    {"  "}終了コード: 0 問題なし、1 --fail-on 以上の検出あり、2 実行できず、
    {"  "}3 対象なし、4 未完了、64 使い方または構成の誤り。
help-sekimori-rules = カタログのルールを表示します。
help-sekimori-rules-examples =
    {"  "}$ sekimori rules list
    {"  "}$ sekimori rules show pod-security/host-port --lang ja
help-sekimori-rules-list = すべてのルール、または種類、パック、対象者、重大度で絞り込んだルールを 1 行ずつ表示します。
help-sekimori-rules-list-examples =
    {"  "}$ sekimori rules list --family rbac,secret --severity high
    {"  "}$ sekimori rules list --pack cis --format json
help-sekimori-rules-show = 1 つのルールについてすべてを表示します。
help-sekimori-rules-show-examples =
    {"  "}$ sekimori rules show pod-security/host-port
    {"  "}$ sekimori rules show pod-security/run-as-root --format json
help-sekimori-rules-docs = すべてのルールのリファレンスを、英語と日本語の静的な Web ページとして書き出します。サーバーは不要で、外部から何も読み込みません。
help-sekimori-rules-docs-examples =
    {"  "}$ sekimori rules docs --output target/rules
    {"  "}$ sekimori rules docs --output target/rules --force --lang ja
help-sekimori-config = 構成の表示、検査、説明を行います。
help-sekimori-config-examples =
    {"  "}$ sekimori config show --origin
    {"  "}$ sekimori config schema
help-sekimori-config-schema = sekimori.yaml の JSON Schema を出力します。
help-sekimori-config-schema-examples =
    {"  "}$ sekimori config schema
    {"  "}$ sekimori config schema --quiet
help-sekimori-config-check = 構成ファイルを検査します (不明なキー、使用できない値、存在しないルール)。
help-sekimori-config-check-examples =
    {"  "}$ sekimori config check examples/config/sekimori.yaml
    {"  "}$ sekimori config check examples/config/sekimori.yaml --lang ja
help-sekimori-config-show = 有効な構成を出力します (フラグ、環境変数、ファイル、既定値の順に優先)。
help-sekimori-config-show-examples =
    {"  "}$ sekimori config show --origin
    {"  "}$ sekimori config show --config examples/config/sekimori.yaml --fail-on high --origin
help-sekimori-waivers = 免除を作成します。
help-sekimori-waivers-examples =
    {"  "}$ sekimori waivers import examples/ignores --owner team-shop --expires 2027-06-30
    {"  "}$ sekimori waivers import examples/ignores --owner team-shop --expires 2027-06-30 --from trivy
help-sekimori-waivers-import = 他のスキャナーで無視するように指定されたものから免除を作成します (注釈、マニフェストのコメント、.kube-linter.yaml、Polaris の構成、.checkov.yaml、.checkov.baseline、.trivyignore、.trivyignore.yaml、.grype.yaml、osv-scanner.toml、.gitleaks.toml と .betterleaks.toml の許可リスト、.gitleaksignore、.betterleaksignore、任意の種類のファイルにある gitleaks:allow、betterleaks:allow、kingfisher:ignore のコメント)。sekimori.yaml に書く形式で出力します。sekimori.yaml は同じフォルダーに置いてください。引き継げなかったものは標準エラー出力に表示します。
help-sekimori-waivers-import-examples =
    {"  "}$ sekimori waivers import examples/ignores --owner team-shop --expires 2027-06-30
    {"  "}$ sekimori waivers import examples/ignores --owner team-shop --expires 2027-06-30 --from checkov,trivy --reason agreed
    {"  "}$ sekimori waivers import examples/ignores --owner team-shop --expires 2027-06-30 --from gitleaks

    {"  "}終了コード: 0 すべて引き継いだ、2 処理を実行できなかった、3 引き継ぐものがない、
    {"  "}4 引き継げなかったものがある、64 コマンド ラインの誤り。
help-sekimori-completion = シェルの補完を作成します。
help-sekimori-completion-examples =
    {"  "}$ sekimori completion print bash
    {"  "}$ sekimori completion print zsh
help-sekimori-completion-print = シェルの補完を出力します。シェルが読み込む場所に保存してください。
help-sekimori-completion-print-examples =
    {"  "}$ sekimori completion print bash
    {"  "}$ sekimori completion print fish
help-sekimori-man = マニュアル ページを作成します。
help-sekimori-man-examples =
    {"  "}$ sekimori man print
    {"  "}$ sekimori man print scan
help-sekimori-man-print = プログラムまたはコマンドのマニュアル ページを roff 形式で出力します。
help-sekimori-man-print-examples =
    {"  "}$ sekimori man print scan
    {"  "}$ sekimori man print rules show

help-arg-help = このヘルプを表示します。
help-arg-version = バージョンを表示します。
help-arg-lang = 人が読む文の言語: en または ja。既定: ロケール、なければ en。
help-arg-color = 色: auto、always、never。auto は端末、NO_COLOR、CLICOLOR_FORCE に従います。既定: auto。
help-arg-quiet = 結果とエラーだけを出力します。
help-arg-no-progress = 進行状況を表示しません。端末でない場合と CI が設定されている場合は常に表示しません。

help-arg-paths = スキャンするフォルダーとファイル。`-` は標準入力。指定したファイルは名前に関係なく読み取ります。既定: 現在のフォルダー。
help-arg-no-ignore = .gitignore、.ignore、.sekimoriignore で除外されたファイルも調べます。
help-arg-skip-dirs = 調べないフォルダー: 名前、またはスキャン対象フォルダーからのパス。コンマ区切りで複数指定できます。ファイルでは skipDirs (パスはそのファイルのフォルダーから数えます)。
help-arg-threads = スレッド数 (1 から 256)。結果には影響しません。既定: コアごとに 1 つ。
help-arg-max-file-size = 1 ファイルのバイト数、または KiB、MiB、GiB を付けた数値。超えたファイルは読み取りながらシークレットだけを検索し、それ以外は「分析できず」と報告します。既定: 32MiB。ファイルでは limits.fileBytes。
help-arg-max-files = 1 回のスキャンのファイル数。超えるとスキャンは未完了です (終了コード 4。読み取った範囲に違反があれば 1)。既定: 1000000。ファイルでは limits.files。
help-arg-max-documents = 1 ファイルの文書数。超えた分は「分析できず」と報告します。既定: 10000。ファイルでは limits.documents。
help-arg-max-depth = 入れ子の深さ (1 から 1000)。より深い文書は「分析できず」と報告します。既定: 128。ファイルでは limits.depth。
help-arg-max-nodes = エイリアスを展開した 1 文書のノード数。既定: 1000000。ファイルでは limits.nodes。
help-arg-max-findings = 1 ファイルの検出数。超えるとファイルの残りを「分析できず」と報告します。既定: 10000。ファイルでは limits.findings。

help-arg-pss = Pod Security Standards のこのレベルだけで判定します: privileged、baseline、restricted のいずれかと、`latest` または 1.0 から 1.37 のバージョン。パックとルールの設定は使わず、免除は使います。
help-arg-packs = 有効にするルールのパック: baseline、restricted (baseline を含む)、best-practice、azure-safeguards、cis、nsa、secrets、advisories (パッケージの既知の脆弱性など。`image`、`deps`、`match`、`registry` では常に有効)。コンマ区切りで複数指定できます。既定: restricted,best-practice,secrets,advisories。ファイルでは packs。
help-arg-values = チャートに渡す値のファイル (helm template と同じ)。複数指定でき、後のものが優先されます。スキャンするフォルダーにあるチャートはすべてレンダリングしますが、パッケージ化したチャート (.tgz) は PATH に指定したものだけです。
help-arg-set = チャートに渡す値 (helm --set と同じ書き方)。継続して使う値の組は、ファイルの helm.releases に書きます。
help-arg-set-string = 同じく、見た目にかかわらず文字列として扱う値。
help-arg-set-json = 同じく、JSON で書く値。
help-arg-set-literal = 同じく、そのまま使う文字列。
help-arg-set-file = 同じく、ファイルの内容を値とするもの。
help-arg-release-name = チャートをレンダリングするリリースの名前。既定: release-name。
help-arg-namespace = チャートをレンダリングする名前空間。指定しない場合は default として展開し、それに依存する部分は判定しません。
help-arg-api-versions = Kubernetes のもの以外にクラスターが持つ API のバージョン (例: monitoring.coreos.com/v1)。ファイルでは helm.apiVersions。
help-arg-kubernetes-version = マニフェストの対象となる Kubernetes のバージョン (1.0 から 1.37、または latest)。既定: latest。ファイルでは kubernetesVersion。
help-arg-persona = regular、pedantic、auditor 向けの検出を表示します。後のものは前のものを含みます。既定: regular。ファイルでは persona。
help-arg-min-confidence = 確度が low、medium、high より低い検出を表示しません。既定: low。ファイルでは minConfidence。
help-arg-strict = マニフェストの作成者が書く、注釈による免除を禁止します。既定: false。ファイルでは strict。
help-arg-now = 免除の期限を判定する日 (YYYY-MM-DD)。既定: SOURCE_DATE_EPOCH、なければ UTC の今日。
help-arg-list-family = これらの種類のルールだけを表示します。種類は ID のスラッシュより前の部分です。複数はコンマで区切ります。
help-arg-list-pack = これらのパックのルールだけを表示します: baseline、restricted、best-practice、azure-safeguards、cis、nsa、secrets。複数はコンマで区切ります。
help-arg-list-persona = regular、pedantic、auditor のいずれかに表示されるルールだけを表示します。後のものは前のものを含みます。
help-arg-list-severity = この重大度以上のルールだけを表示します: info、low、medium、high、critical。
help-arg-config = 構成ファイル。既定: スキャン対象フォルダーまたはその上位 (リポジトリまたは現在のフォルダーまで) の sekimori.yaml。ファイル内のパスは、そのファイルのフォルダーから数えます。スキャン対象がそのフォルダーの中にない場合は、リポジトリのルート、なければスキャン対象フォルダーから数えます。
help-arg-org-config = 組織の構成ファイル。sekimori.yaml に別の指定がない限り、その内容が適用されます。strict、failOn、failOnNotAnalysed は、厳しい方の値が適用されます。ファイル内のパスは、スキャン対象のリポジトリのルート、なければスキャン対象フォルダーから数えます。既定: なし。
help-arg-no-config = 構成ファイルを使いません。

help-arg-format = 人が読む形式: terminal (検出ごとに行を表示)、table (1 行ずつ)、html (グラフとフィルターのある 1 ページ)、markdown (60,000 バイト以内のコメント)。プログラム用の形式: json、sarif、junit、github (GitHub Actions の注釈)、gitlab (Code Quality)、openvex (アドバイザリについての決定)。ルールの一覧では table または json。
help-arg-output = 標準出力の代わりに、このファイルにレポートを書き込みます。

help-arg-site = 書き込み先のフォルダー。なければ作成します。ほかのファイルがあるフォルダーには書き込みません。
help-arg-force = ほかのファイルがあるフォルダーにも書き込みます。ファイルは削除しませんが、同じ名前のファイルは上書きします。

help-arg-fix = ファイルをその場で修復します。推測が要らず、ワークロードが意図して使うことのない部分だけを取り除いたり補ったりするものを直します。たとえば、seccomp プロファイルのないコンテナーには `RuntimeDefault` を設定します。書式とコメントは保ちます。レポートと終了コードは残ったものを示します。`-` では修復した文書を標準出力に書き込み、レポートは --output を指定したときだけ書き込みます。
help-arg-diff = --fix で変わる内容を表示し、ファイルには書き込みません。スキャン対象フォルダーで `git apply` や `patch -p1` に渡せる unified 形式の差分です。終了コードは検出したものを示します。
help-arg-unsafe-fixes = ワークロード側の変更が必要になる可能性がある修復も行います。--fix または --diff が必要です。変更内容を確認してください。

help-arg-fail-on = 不合格 (終了コード 1) にする最低の重大度: info、low、medium、high、critical。既定: low。ファイルでは failOn。
help-arg-fail-on-not-analysed = 分析できなかったものがある場合も不合格 (終了コード 1) にします。既定: false。ファイルでは failOnNotAnalysed。
help-arg-show-waived = 免除された検出も表示します。プログラム用の形式には常に含まれます。
help-arg-baseline = 以前のスキャンのレポート (--format json または sarif)。そこにある検出は既知として扱い、レポートに残しますが、不合格の原因にはしません。上位のフォルダーのレポートは、スキャン対象フォルダーの分だけを使います。
help-arg-changed-since = このブランチが REF から分かれたコミットと異なるファイル (コミット済み、未コミット、新規) の検出だけを報告します。判定はすべてのファイルに対して行います。その履歴を含む git リポジトリが必要です。
help-arg-owner = この担当者の検出だけを報告します (レポートに表示される名前、先頭の @ は省略可)。複数回指定できます。担当者は、ラベルと注釈 (ファイルでは owners)、なければ CODEOWNERS から決まります。その担当者のものがスキャン対象にない場合、終了コードは 3 です。
help-arg-role = この役割が修正できる検出だけを報告します: developer、application-operator、cluster-operator、security-team。複数回指定できます。
help-arg-show-known = ベースラインにある検出も表示します。プログラム用の形式には常に含まれます。
help-arg-exit-zero = 検出に関係なく 0 で終了します。

help-arg-waiver-owner = 免除に責任を持つチームや担当者。
help-arg-expires = 免除の有効期間の最終日 (YYYY-MM-DD)。Trivy の無視にこれより早い日が指定されている場合は、その日を使用します。
help-arg-reason = 無視の指定に理由が書かれていない場合の理由。既定値: スキャナーと検査の名前を示す文。
help-arg-from = 読み取るスキャナー: kube-linter、kube-score、polaris、checkov、trivy、gitleaks、betterleaks、kingfisher、grype、osv-scanner。コンマ区切りで複数指定できます。既定値: すべて。

help-arg-rule = ルールの ID、または以前の ID。
help-arg-file = 構成ファイル。既定: 現在のフォルダーの sekimori.yaml。
help-arg-origin = 設定ごとに値と指定元を表示します。
help-arg-shell = bash、elvish、fish、powershell、zsh のいずれか。
help-arg-command = ページを表示するコマンド (例: `rules show`)。既定: プログラム自体。
help-sekimori-secrets = あらゆる種類のファイル、ステージされた内容、または履歴全体から資格情報を検出します。固有の形式を持つトークン、シークレットを示す名前の値、秘密キーが対象で、エンコードや圧縮がされていても検出します。値そのものは出力しません。
help-sekimori-secrets-examples =
    {"  "}$ sekimori secrets .
    {"  "}$ sekimori secrets --staged
    {"  "}$ sekimori secrets --history --cursor .git/sekimori-cursor

    {"  "}終了コード: 0 問題なし、1 --fail-on 以上のシークレットあり、2 実行できず、
    {"  "}3 対象なし、4 未完了、64 使い方または構成の誤り。
help-arg-staged = 次のコミットのためにステージされた内容を調べ、直前のコミットにないものを報告します。フック用で、オフラインで動作します。256 MiB を超えるファイルは検索せず、「分析できず」と報告します。PATH があるリポジトリ全体が対象です。
help-arg-history = すべてのブランチとタグ、または main..topic のような範囲の履歴にある、すべてのファイルのすべてのバージョンを調べます。シークレットを含む最初と最後のコミットを示します。256 MiB を超えるファイルは検索せず、「分析できず」と報告します。PATH があるリポジトリ全体が対象です。
help-arg-cursor = --history とともに使います。以前の実行で調べた範囲をこのファイルから読み取り、新しいものだけを調べて、ファイルを書き換えます。ファイルに含まれるのはコミットの ID で、値は含まれません。
help-arg-verify = 見つかったシークレットが現在も有効かどうかをプロバイダーに照会します。対象は GitHub、GitLab、Slack、Azure DevOps で、それぞれの公開ドキュメントに記載されたホストに https で接続します (HTTPS_PROXY が設定されていればそれを経由します)。シークレットをそのプロバイダーに送信します。無効なものは重大度が低になります。上限は 60 秒間に 100 件の要求です。既定では何も送信しません。
help-arg-verify-endpoint = テスト用です。プロバイダーのホストの代わりになる、このコンピューター上のサーバーです。ほかのホストには照会しません。
help-arg-secrets-key-file = 組織のキーのファイルです。このキーによるハッシュにより、同じシークレットはどこにあっても同じ ID になります。既定値: SEKIMORI_SECRETS_KEY、なければ実行ごとのランダムなキー。
help-sekimori-hook = コミットを作成前にチェックし、チェックを通らなかったコミットを記録します。
help-sekimori-hook-examples =
    {"  "}$ sekimori hook install
    {"  "}$ sekimori hook audit
help-sekimori-hook-install = 現在のリポジトリに pre-commit、post-commit、pre-merge-commit、post-merge の各フックを書き込みます。オフラインで動作し、既存のフックは保持され、先に実行されます。
help-sekimori-hook-install-examples =
    {"  "}$ sekimori hook install
    {"  "}$ sekimori hook install --commit-message
help-sekimori-hook-audit = --no-verify などによりチェックなしで作成された、このクローンのコミットを一覧表示します。1 件でもあれば終了コードは 1 です。
help-sekimori-hook-audit-examples =
    {"  "}$ sekimori hook audit
    {"  "}$ sekimori hook audit --format json
help-sekimori-hook-run = フックの処理を実行します。pre-commit と pre-merge-commit はステージされた内容を調べ、シークレットが見つかればコミットを中止します。post-commit と post-merge は、調べられていないコミットを記録します。commit-msg は、続けて指定したファイルのメッセージを調べます。
help-sekimori-hook-run-examples =
    {"  "}$ sekimori hook run pre-commit
    {"  "}$ sekimori hook run post-commit
help-arg-commit-message = コミット メッセージを調べる commit-msg フックも書き込みます。
help-arg-hook = フック: pre-commit、post-commit、pre-merge-commit、post-merge、commit-msg のいずれか。
help-sekimori-sbom = ソフトウェア部品表 (SBOM) を出力します。フォルダー内のロックファイル、アーカイブ、プログラムに記載されたパッケージ、またはイメージのパッケージを、ライセンス、ダイジェスト、依存関係とともに示します。.gitignore で除外されたファイルも対象です。node_modules にインストールされたものは、ロックファイルから数えます。
help-sekimori-sbom-examples =
    {"  "}$ sekimori sbom Cargo.lock
    {"  "}$ sekimori sbom Cargo.lock --format spdx --now 2027-01-31

    {"  "}終了コード: 0 完全、2 実行できない、3 パッケージなし、4 読み取れないものがあり、パッケージが不足している
    {"  "}可能性がある (部品表は出力します)、64 使い方の誤り。
help-sekimori-deps = プロジェクトが依存するすべてのパッケージを一覧にします。バージョン、ライセンス、プロジェクト自身が求めているかどうか、記載場所、アドバイザリ (緊急度順)、それらがなくなる最も低いバージョンを示します。読み取る対象は `sekimori sbom` と同じです。判定は行いません。判定には `sekimori scan`、`sekimori image`、`sekimori deps review` を使います。
help-sekimori-deps-examples =
    {"  "}$ sekimori deps Cargo.lock
    {"  "}$ sekimori deps Cargo.lock --format json

    {"  "}終了コード: 0 一覧を出力、2 実行できない、3 パッケージなし、4 読み取れないものがあり、
    {"  "}パッケージが欠けている可能性あり (一覧は出力)、64 使い方または構成の誤り。
help-sekimori-deps-review = 変更によって追加、削除、変更されるパッケージを、生じるアドバイザリと解消するアドバイザリ、ライセンス、公開日とともに示します。両側とも git から読み取り、チェックアウトは行いません。判定に使うのは変更によって生じるものだけで、以前からあるものは使いません。
help-sekimori-deps-review-examples =
    {"  "}$ sekimori deps review HEAD
    {"  "}$ sekimori deps review HEAD..HEAD --format json

    {"  "}終了コード: 0 --fail-on 以上のものは生じない、1 生じる、2 実行できない、
    {"  "}4 不完全 (変更されたファイルをどちらかの側で読み取れない)、64 使い方または構成の誤り。
help-sekimori-deps-arg-target = フォルダー、ロックファイル、CycloneDX か SPDX の部品表、またはイメージ (`sekimori sbom` と同じ書き方)。既定: 現在のフォルダー。
help-arg-range = 変更の範囲。BASE..HEAD は 2 つのコミットを比較し、BASE...HEAD は分岐点から比較します。BASE だけの場合はディスク上のファイルと比較します。省略した側は HEAD です。
help-arg-review-folder = 対象とするリポジトリのフォルダー。既定: 現在のフォルダー。
help-arg-list-db-dir = アドバイザリのデータベースのフォルダー。既定: ユーザーのキャッシュ フォルダーの sekimori/db。
help-arg-deps-format = terminal (表)、json、markdown のいずれか。既定: terminal。
help-arg-deps-output = 標準出力の代わりに、このファイルに一覧を書き込みます。
help-sekimori-deps-review-arg-format = terminal、json (sekimori.dev/deps-review/v1)、markdown (プル リクエストのコメント用)。table、sarif、junit、github、gitlab、html は、変更によって生じた検出結果を `sekimori scan` と同じ形で示します。既定: terminal。
help-sekimori-deps-tree = パッケージが含まれる理由を、プロジェクトが直接求めるものからの経路で示します。各パッケージは一度だけ展開し、再び現れたときは印を付けます。
help-sekimori-deps-tree-examples =
    {"  "}$ sekimori deps tree serde Cargo.lock
    {"  "}$ sekimori deps tree serde_core Cargo.lock --format json

    {"  "}終了コード: 0 含まれている、2 実行できない、3 含まれていない、4 読み取れないものがある、64 使い方の誤り。
help-arg-target = パッケージを調べるフォルダー。または、ロックファイルなどパッケージを記載した 1 つのファイル、変換する CycloneDX か SPDX の部品表、イメージ (タグかダイジェスト付きの名前、または oci:DIR など `sekimori image` と同じ書き方)。既定: 現在のフォルダー。
help-arg-bill-file-size = 1 ファイルのバイト数、または KiB、MiB、GiB を付けた数値 (最大 1GiB)。超えたファイルは報告され、部品表は不完全になります (終了コード 4)。既定: 256MiB。
help-arg-executables = イメージ内の実行可能なファイルもすべて、SHA-256 と SHA-1 のダイジェスト、サイズ、レイヤー、含まれるパッケージとともに示します。既定: パッケージだけを示します。
help-arg-bill-format = cyclonedx (CycloneDX 1.6) または spdx (SPDX 2.3)。どちらも JSON です。既定: cyclonedx。
help-arg-bill-output = 標準出力の代わりに、このファイルに部品表を書き込みます。
help-arg-bill-now = 部品表に記載する作成日 (YYYY-MM-DD)。既定: SOURCE_DATE_EPOCH。なければ、CycloneDX には日時を記載せず、日時が必須の SPDX には UTC の今日を記載します。
help-sekimori-sbom-attach = レジストリ内のイメージに、そのダイジェストを参照するアーティファクトとして部品表を添付し、添付したもののダイジェストを出力します。部品表はイメージから作成するか、ファイルで指定します。同じ部品表を二重に添付することはありません。
help-sekimori-sbom-attach-examples =
    {"  "}$ sekimori sbom attach registry.example/shop/web:1.2
    {"  "}$ sekimori sbom attach registry.example/shop/web:1.2 --format spdx

    {"  "}複数のプラットフォーム向けのイメージでは、--platform のものが対象です。終了コード: 0 添付した、または
    {"  "}添付済み、2 実行できない、3 パッケージがなく、添付していない、4 読み取れないものがあり、パッケージが
    {"  "}不足している可能性がある (部品表は添付します)、64 使い方の誤り。
help-sekimori-sbom-get = レジストリ内のイメージに添付された部品表を取得します。複数ある場合は、最も新しいものを取得します。ダイジェストはすべて照合します。
help-sekimori-sbom-get-examples =
    {"  "}$ sekimori sbom get registry.example/shop/web:1.2
    {"  "}$ sekimori sbom get registry.example/shop/web:1.2 --format spdx

    {"  "}終了コード: 0 取得した、2 実行できない、3 添付されていない、64 使い方の誤り。
help-arg-remote-image = イメージ。レジストリ内の参照を、タグまたはダイジェスト付きで指定します。
help-arg-bill-file = 部品表のファイル (CycloneDX または SPDX の JSON)。既定: イメージから作成します。
help-arg-attach-format = 作成する部品表の形式: cyclonedx (CycloneDX 1.6) または spdx (SPDX 2.3)。どちらも JSON です。既定: cyclonedx。
help-arg-get-format = この形式の部品表だけを対象にします: cyclonedx または spdx。既定: どちらでも。
help-sekimori-registry = イメージのレジストリを調べます。
help-sekimori-registry-examples =
    {"  "}$ sekimori registry check registry.example
    {"  "}$ sekimori registry scan registry.example --repo 'shop/*'
help-sekimori-registry-check = レジストリの管理状態を調べます。資格情報なしのプルと一覧表示、TLS、移動するタグ、署名や部品表のないイメージ、多すぎるタグが対象です。読み取りだけを行い、書き込みはしないため、資格情報なしのプッシュは確認不能として報告します。
help-sekimori-registry-check-examples =
    {"  "}$ sekimori registry check registry.example
    {"  "}$ sekimori registry check registry.example --state registry.json --format json

    {"  "}終了コード: 0 問題なし、1 --fail-on 以上の検出結果あり、2 実行できない、3 リポジトリなし、
    {"  "}4 未完了 (上限に達した、または情報が得られない)、64 使い方または構成の誤り。
help-sekimori-registry-scan = レジストリのタグが指すすべてのイメージを、すべてのプラットフォームについて、ダイジェストごとに一度スキャンし、内容を保存します。同じ規則で読み取ったものは再びプルせず、パッケージを実行のたびに現在のデータベースで判定します。読み取れないイメージがあってもスキャンは続行します (終了コード 4)。データベースが必要です (`sekimori db update` を参照)。
help-sekimori-registry-scan-examples =
    {"  "}$ sekimori registry scan registry.example
    {"  "}$ sekimori registry scan registry.example --repo 'shop/*' --new --fail-on high

    {"  "}終了コード: 0 問題なし、1 --fail-on 以上の検出あり、2 レジストリまたはデータベースを使用できない、
    {"  "}3 イメージなし、4 読み取れないものあり、64 使い方または構成の誤り。
help-sekimori-registry-watch = レジストリの通知 (Distribution の Webhook: POST / または /events) を受け取り、プッシュされたものをスキャンして保存し、ダイジェストごとに 1 行の JSON を出力します。イベントの内容にかかわらず、プルするのは HOST のリポジトリだけです。GET /healthz で動作を確認できます。SIGTERM を受け取ると、処理中のものを終えて停止します。TLS はプロキシで終端してください。
help-sekimori-registry-watch-examples =
    {"  "}$ sekimori registry watch registry.example --token-file token
    {"  "}$ sekimori registry watch registry.example --listen 0.0.0.0:8089 --token-file token --repo 'shop/*'

    {"  "}終了コード: 0 停止、2 アドレス、状態、またはデータベースを使用できない、64 使い方または構成の誤り。
help-arg-listen = 待ち受けるアドレス。既定: 127.0.0.1:8089。
help-arg-token-file = レジストリが送信するトークンのファイル。`Authorization: Bearer TOKEN` またはパスワードとして受け付けます。16 バイト以上。他のコンピューターから接続できる場合は必須です。
help-arg-queue = 待機できるダイジェストの数。超えた場合、レジストリに再送を求めます (503)。既定: 1000。
help-arg-max-age = 判定済みとみなす期間。これより前に判定されたもの、または別のデータベースや規則で判定されたものは、今回判定したものとして記録します。m、h、d を付けた数値。既定: 24h。
help-arg-stale-after = ビルド日からこの日数を過ぎたイメージを古いとみなします。既定: 180。
help-arg-at-once = 同時にスキャンするイメージの数。既定: 4。
help-sekimori-registry-scan-arg-max-repositories = スキャンするリポジトリの数。超えた場合、スキャンは不完全になります (終了コード 4)。既定: 1000。
help-sekimori-registry-scan-arg-max-tags = 1 つのリポジトリでスキャンするタグの数。超えた場合、スキャンは不完全になります (終了コード 4)。既定: 200。
help-arg-host = レジストリ。参照に書くとおりに、ポートを付けて指定します: registry.example:5000。
help-arg-repositories = 対象のリポジトリ。`*` は任意の文字列を表します。複数はコンマで区切ります。`*` のない名前は、レジストリが一覧に示さなくても調べます。既定: すべて。
help-arg-state = タグの指すものを、以前の実行時のこのファイルと比較し、書き直します。指定しない場合、タグの移動は確認不能です。
help-arg-max-repositories = 調べるリポジトリの数。超えた場合、チェックは未完了になります (終了コード 4)。既定: 1000。
help-arg-max-tags = 1 つのリポジトリで調べるタグの数。超えた場合、チェックは未完了になります (終了コード 4)。既定: 200。
help-arg-package = パッケージの名前 (`lodash`、`@babel/core` など)。特定のバージョンは @ に続けて指定します。パッケージ URL (`pkg:npm/lodash` など) も指定できます。
help-arg-tree-format = terminal (ツリー) または json。既定: terminal。
help-sekimori-image = デーモンを使わずにイメージを読み取ります。含まれるもの、それを追加したレイヤーとステップ、問題点、およびすべてのレイヤーのシークレット (後のレイヤーで削除されたものを含む) を報告します。
help-sekimori-image-examples =
    {"  "}$ sekimori image rootfs:examples/shop-image/base
    {"  "}$ sekimori image rootfs:examples/shop-image/base --format json --exit-zero

    {"  "}終了コード: 0 問題なし、1 --fail-on 以上の検出結果あり、2 実行できず、
    {"  "}3 対象なし、4 未完了、64 使い方または構成の誤り。
help-arg-image = イメージ。oci:DIR、oci-archive:TAR、docker-archive:TAR、rootfs:DIR、これらのいずれかのパス、標準入力のアーカイブを表す `-`、またはレジストリ内の参照を指定します。
help-arg-platform = 複数のイメージがある場合の選択: OS/ARCH または OS/ARCH/VARIANT。既定: linux とこのコンピューターのアーキテクチャ。
help-arg-insecure-registry = TLS なしで接続してよいレジストリ (ホスト名とポート)。このコンピューター上のレジストリは常に許可されます。
help-arg-registry-ca = システムが信頼する証明書に加えて、レジストリに対して信頼する証明書 (PEM)。
help-arg-cache-dir = レイヤーの解析結果を保存するフォルダー。同じベースを持つ次のイメージの処理が速くなります。シークレットを含むレイヤーは保存しません。既定: ユーザーのキャッシュ フォルダーの sekimori/layers。
help-arg-no-cache = すべてのレイヤーを読み直し、結果を保存しません。
help-sekimori-image-arg-max-file-size = シークレットを検索する 1 ファイルのバイト数、または KiB、MiB、GiB を付けた数値。超えたファイルは「分析できず」と報告します。パッケージの情報は 256 MiB まで読み取ります。既定: 32MiB。ファイルでは limits.fileBytes。
help-sekimori-image-arg-config = 構成ファイル。イメージはフォルダーにないため、現在のフォルダーを基準にします。既定: 現在のフォルダーまたはその上位 (リポジトリまで) の sekimori.yaml。免除のパスは、イメージ内のパスです。
help-sekimori-deps-tree-arg-target = フォルダー、ロックファイル、CycloneDX か SPDX の部品表、またはイメージ (`sekimori sbom` と同じ書き方)。既定: 現在のフォルダー。

help-sekimori-db = パッケージと照合するアドバイザリのデータベースを管理します。データベースは 1 つのファイルで、各コマンドはその場で読み取ります。
help-sekimori-db-examples =
    {"  "}$ sekimori db status
    {"  "}$ sekimori db status --format json
help-sekimori-db-update = アドバイザリを取得してデータベースを作成します。取得元は、OSV の公開バケット、同じ配置のサーバー、またはレコードのフォルダーかファイル (zip、JSON、JSON Lines、圧縮可) です。悪用が確認されている脆弱性 (CISA KEV) と悪用される確率 (EPSS) も取り込みます。サーバーからは変更分だけを取得し、中断したダウンロードは続きから再開します。新しいデータベースは一度の操作で古いものと置き換わります。
help-sekimori-db-update-examples =
    {"  "}$ sekimori db update --ecosystem npm,Debian
    {"  "}$ sekimori db update --source mirror/osv --kev mirror/known_exploited_vulnerabilities.json

    {"  "}終了コード: 0 完了、2 実行できなかった (データベースは変更なし)、4 一部のレコードが拒否され、
    {"  "}含まれていない、64 使い方の誤り。
help-arg-source = アドバイザリの取得元。OSV の公開バケットと同じ配置 (ecosystems.txt、ECOSYSTEM/all.zip、ECOSYSTEM/modified_id.csv) のサーバーのアドレス、フォルダー、またはファイル。既定: OSV の公開バケット。
help-arg-ecosystems = 対象のエコシステム。OSV での名前 (npm、PyPI、Debian など) をコンマ区切りで指定します。既定: Sekimori が照合できるものすべて。
help-arg-kev = 悪用が確認されている脆弱性のカタログ (JSON)。アドレス、ファイル、または none。既定: CISA のもの。--source を指定した場合は none。
help-arg-epss = 悪用される確率の表 (CSV)。アドレス、ファイル、または none。既定: FIRST のもの。--source を指定した場合は none。
help-arg-anew = すべてを取得し直し、既存のデータベースの内容を引き継ぎません。
help-arg-allow-older = 手元のものより古い、または大幅に少ないアドバイザリや表でも受け入れます。
help-arg-pull-older = 手元のものより古いデータベースでも受け入れます。
help-arg-insecure-host = TLS なしで接続してよいサーバー (ホスト名とポート)。このコンピューター上のサーバーは常に許可されます。
help-arg-ca = システムが信頼する証明書に加えて、サーバーに対して信頼する証明書 (PEM)。
help-arg-of-db-dir = データベースのフォルダー。既定: ユーザーのキャッシュ フォルダーの sekimori/db。
help-arg-key = この公開鍵 (PEM) の所有者が `cosign sign --key` と同じ方法で署名した場合にのみ、データベースを取り込みます。既定: 署名を求めません。
help-arg-db-dir = アドバイザリのデータベースのフォルダー。既定: ユーザーのキャッシュ フォルダーの sekimori/db。
help-arg-ignore-unfixed = 修正版のない脆弱性を判定に使いません。件数には含まれます。ファイルでの指定: package/vulnerable のパラメーター ignoreUnfixed。
help-arg-vex = この VEX ドキュメント (OpenVEX、CycloneDX、CSAF の JSON) の表明に従います。影響なし、または修正済みとされたものは免除として数え、表明した者とともに表示します。ドキュメントごとに指定します。同じ対象についての表明は、最も新しいものを採用します。
help-sekimori-db-status = データベースの内容、日付、取得元を表示します。
help-sekimori-db-status-examples =
    {"  "}$ sekimori db status
    {"  "}$ sekimori db status --format json

    {"  "}終了コード: 0 ある、2 読み取れない、3 ない、64 使い方の誤り。
help-arg-db-format = terminal または json。既定: terminal。
help-sekimori-db-verify = データベースの各部分をチェックサムと照合します。
help-sekimori-db-verify-examples =
    {"  "}$ sekimori db verify
    {"  "}$ sekimori db verify --db-dir mirror/db

    {"  "}終了コード: 0 破損なし、2 破損あり、3 ない、64 使い方の誤り。
help-sekimori-db-push = データベースを成果物としてレジストリにプッシュし、ダイジェストを表示します。ほかのコンピューターは、そのレジストリに接続するだけで済みます。
help-sekimori-db-push-examples =
    {"  "}$ sekimori db push registry.example/sekimori/advisories:latest
    {"  "}$ sekimori db push localhost:5000/advisories:2026-11-22
help-arg-to = プッシュ先。レジストリのリポジトリとタグ。
help-sekimori-db-pull = レジストリからデータベースをプルし、ダイジェストとチェックサムを照合してから、一度の操作で既存のものと置き換えます。
help-sekimori-db-pull-examples =
    {"  "}$ sekimori db pull registry.example/sekimori/advisories:latest
    {"  "}$ sekimori db pull localhost:5000/advisories:latest --db-dir mirror/db
help-arg-pull-from = 取得元。レジストリのリポジトリと、タグまたはダイジェスト。

help-sekimori-match = 部品表を、現在公表されている情報で判定します。何もプルせず、展開もしません。検出結果は、部品表の対象をスキャンしたときと同じもので、免除もそのまま有効です。部品表を指定しないと、保存されているすべてのもの (--remember の部品表、registry scan のイメージ) を判定し、まだ通知していないものを新規として示します。
help-sekimori-match-examples =
    {"  "}$ sekimori match bom.cdx.json --fail-on high
    {"  "}$ sekimori match bills --format json --exit-zero
    {"  "}$ sekimori match bills --remember
    {"  "}$ sekimori match --new --fail-on high
    {"  "}$ sekimori match --advisory CVE-2026-0001

    {"  "}終了コード: 0 問題なし、1 --fail-on 以上の検出あり、2 データベースがないか、実行できない、
    {"  "}3 対象なし、4 不完全、64 使い方または構成の誤り。
help-arg-bills = CycloneDX または SPDX の部品表 (JSON)、またはそれを含むフォルダー。既定値: 保存されているもの。
help-arg-remember = 部品表を保存し、次回から指定しなくても判定されるようにします。
help-arg-new = まだ通知していないものだけで終了コードを決めます。
help-arg-advisory = このアドバイザリ (CVE-…、GHSA-… などの別名も可) に該当するものだけを示します。通知済みにはしません。
help-arg-asset = この対象だけを示します。部品表の名前、リポジトリ、タグ、またはダイジェストかその先頭部分を指定します。通知済みにはしません。
help-arg-of-package = アドバイザリの有無にかかわらず、このパッケージを含むものを一覧表示します。パッケージ URL、または NAME か NAME@VERSION を指定します。
help-arg-state-dir = 保存したものと通知済みのものを記録する、状態のフォルダー。既定値: ユーザーの状態フォルダー内の sekimori。

help-sekimori-base-images = 各イメージのベースとその判断の根拠、ベースのタグがその後移動したかどうか、イメージを再ビルドする順序を示します。ベースは、ラベルまたは注釈 (org.opencontainers.image.base.name と .digest)、Dockerfile、候補のレイヤーから判断します。推測はせず、分からないものは確認不能として示します。ベースが移動または消失していると、終了コードは 1 です。
help-sekimori-base-images-examples =
    {"  "}$ sekimori base-images registry.example/shop/web:1 --candidate docker.io/library/debian:12
    {"  "}$ sekimori base-images registry.example/shop/web:1 --dockerfile Dockerfile --format json
    {"  "}$ sekimori base-images registry.example/shop/web:1 --replacement
    {"  "}$ sekimori base-images registry.example/shop/web:1 --trigger github=shop/web --dry-run

help-arg-base-images = イメージ。書き方は `sekimori image` と同じです。
help-arg-candidates = ほかのイメージのベースになり得るイメージ。レイヤーを照合します。複数回指定できます。
help-arg-dockerfiles = イメージの Dockerfile。最初のものは最初のイメージに、以降も順に対応します。複数回指定できます。
help-arg-replacement = ベースのタグが移動している場合に、新しいダイジェストでなくなる、残る、増えるアドバイザリーを示します。イメージと新旧のベースのパッケージを読み取り、データベースと照合します。
help-arg-triggers = ベースが移動したイメージの再ビルドを通知する先。ベースの状態ごとに 1 回だけ通知します: webhook=URL、command=プログラム 引数 (シェルを介さず、SEKIMORI_IMAGE と SEKIMORI_BASE を設定して実行)、github=所有者/リポジトリ (repository dispatch)、github-workflow=所有者/リポジトリ/ファイル[@ブランチ]、gitlab=グループ/プロジェクト[@ブランチ]。繰り返し指定できます。トークンは SEKIMORI_WEBHOOK_TOKEN、GITHUB_TOKEN、GITLAB_TOKEN から読み取ります。
help-arg-dry-run = --trigger と併用: 通知先を表示するだけで、通知はしません。
help-arg-base-format = terminal、json (sekimori.dev/base-images/v1)、markdown のいずれか。既定: terminal。
