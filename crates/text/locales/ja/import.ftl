# `sekimori waivers import` の文。

import-reason = { $scanner } で `{ $check }` を無視するように指定されていました (理由の記載なし)。
import-unknown = { $scanner } に `{ $check }` という検査は見つかりません
import-no-rule = { $scanner } の `{ $check }` に対応するルールはありません: { $reason }
import-everything = { $scanner } のすべての検査を無視するように指定されています。対象のルールを免除に書くか、フォルダーを skipDirs に書いてください。
import-paths = { $scanner } のパスのパターンを、範囲を広げずに書くことができません。免除を手で書いてください。
import-no-object = { $scanner } に対するコメントがオブジェクトの外にあります。対象のドキュメントの中に移してください。
import-day = { $scanner } に指定された日付が正しくありません。YYYY-MM-DD の形式で書いてください。
import-form = { $scanner } に対する指定の形式が正しくないため、読み取れません。
import-defaults = { $scanner } の既定の検査を実行しないように指定されています。sekimori.yaml でルールを無効にするか、パックを選択してください。
import-beside = { $scanner } に対するコメントは周囲の値を許可していますが、コメントと同じ行には何も検出されません。レポートにあるフィンガープリントで検出結果を免除してください。
import-nothing-beside = { $scanner } に対するコメントはこの行の値を許可していますが、この行には何も検出されないため、免除は不要です。
import-values = { $scanner } で値またはその中の語が許可されていますが、免除では値を指定できません。レポートにあるフィンガープリントで検出結果を免除してください。
import-commits = { $scanner } でコミットが許可されていますが、免除ではコミットを指定できません。レポートにあるフィンガープリントで検出結果を免除してください。
import-together = { $scanner } では複数の条件を同時に満たすものだけが許可されています。免除にすると範囲が広がります。レポートにあるフィンガープリントで検出結果を免除してください。
import-expression = { $scanner } で無視するものが式で指定されており、同じことを免除に書くことができません。免除を手で書いてください。
import-extends = { $scanner } の構成は別の構成を拡張していますが、その許可リストは一緒には読み取られません。そのファイルも指定するか、免除を手で書いてください。
import-too-many = 1 つのファイルから読み取る数の上限を超えています。残りは読み取りません。
import-waivers = 免除が { $limit } 件を超えています。残りは出力しません。フォルダーごとに取り込んでください。
import-wider = `{ $check }` の免除では、`{ $rule }` の検出対象がすべて免除されます ({ $others } を含む)。範囲を絞る場合は、subject を変更してください。
import-whole-file = この免除では、`{ $file }` の { $line } 行目だけでなく、`{ $rule }` の検出結果がすべて免除されます。範囲を絞る場合は、レポートにあるフィンガープリントを指定してください。
import-unread = 読み取れません: { $cause }
import-done = { $ignores } 件の指定から { $waivers } 件の免除を作成しました。引き継げなかったもの: { $left } 件、どのルールも対象としないもの: { $others } 件
