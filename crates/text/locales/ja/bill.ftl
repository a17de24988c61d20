# `sekimori sbom` と `sekimori deps` が結果のほかに表示する文。

bill-done =
    { $problems ->
        [0] パッケージ { $packages } 件。すべて読み取りました
       *[other] パッケージ { $packages } 件。問題が { $problems } 件あり、不足している可能性があります
    }
bill-more-problems = ほか { $count } 件
bill-attached = 部品表 ({ $type }) を { $image } に添付しました。ダイジェストは、そのマニフェストのものです。
bill-attached-before = 同じ部品表 ({ $type }) が { $image } に添付済みのため、何も送信していません。
bill-empty = { $image } にはパッケージがないため、何も添付していません。
bill-got = { $bill } は { $image } の部品表です。ダイジェストを照合しました。
bill-none = { $image } には、求められた部品表が添付されていません。次のコマンドで添付できます: sekimori sbom attach { $image }
deps-not-here = パッケージ `{ $package }` はありません。
deps-cycle = 循環
deps-shown = 上に表示済み
deps-deep = これより先は省略
