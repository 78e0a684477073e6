//! What went wrong, and what to do about it.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! problem {
    ($then:ident) => {
        $then! { problem;
            problem_detail = "技术细节", "Technical detail";
            problem_retry = "再试一次", "Try again";
            died_title = "计算引擎停了", "The engine has stopped";
            died_text = "这是程序自己的错误，不是你的。已经画出的曲线还在；引擎会重新启动，从同样的初始权重再来。", "This is a mistake in the program, not yours. The curves that you have are kept; the engine starts again from the same initial weights.";
            died_restart = "重新启动引擎", "Restart the engine";
            died_report = "错误报告（可以复制给我们）", "Report (you can copy it to us)";
            build_differs = "网站更新过了，这个页面的两部分不再是同一个版本，所以训练停在这里。画出来的都还在；重新载入后就能继续使用。", "The site has been updated, and the two parts of this page are no longer of one version. Training has stopped here. What is drawn stays; reload to go on.";

            p_config = "有一个设置用不了。改一下左边标出的值，再试一次。", "A setting cannot be used. Change the marked value, then try again.";
            p_network = "网站的一个文件没有下载下来。看看网络是否连着，再试一次。", "A file of this site could not be fetched. Check the connection, then try again.";
            p_asset = "网站的一个文件坏了。重新载入页面；如果还不行，请告诉我们。", "A file of this site is damaged. Reload the page; if that does not help, please tell us.";
            p_foreign = "这些权重和这里的网络对不上，可能来自另一个版本，所以没有采用。其他一切照常。", "These weights do not fit the network here; they may come from another version. They were not taken, and everything else goes on.";
            p_picture_empty = "这个文件是空的。换一张图片试试。", "This file is empty. Try another picture.";
            p_picture_unknown = "认不出这是什么图片。可以用 JPEG、PNG 或 WebP。", "This is no kind of picture that can be read here. JPEG, PNG and WebP work.";
            p_picture_large = "这张图片太大了。用小一点的，比如手机照片的缩小版或截图。", "This picture is too large. Use a smaller one, such as a screenshot of it.";
            p_picture_damaged = "这张图片的文件坏了，没法全部读出来。换一张试试。", "The file of this picture is damaged and cannot be read to its end. Try another one.";
            p_gpu_lost = "显卡断开或出错了。处理器接着训练，曲线和权重都还在。", "The graphics card was lost or failed. The processor goes on with the run; curves and weights are kept.";
            p_diverged = "损失已经不是一个数了：步子太大，权重飞走了。把学习率调小（比如除以 10），重置，再训练。", "The loss is no longer a number: the steps were too large and the weights flew off. Make the learning rate smaller (a tenth, say), reset, and train again.";
            p_exploded = "损失大得离谱：步子太大，权重飞走了。把学习率调小（比如除以 10），重置，再训练。", "The loss has exploded: the steps were too large and the weights flew off. Make the learning rate smaller (a tenth, say), reset, and train again.";
            p_order = "现在还做不到这一步。等准备好了再试。", "That cannot be done just now. Try again when the run is ready.";
            p_internal = "程序自己出了错。重置后再试；如果又发生，请把下面的细节发给我们。", "The program made a mistake. Reset and try again; if it comes back, please send us the detail below.";

            panic_title = "页面出错了", "The page has stopped";
            panic_text = "这是程序的错误，不是你的。重新载入就能继续。如果愿意，请把下面的报告发给我们。", "This is a mistake in the program, not yours. Reload to go on. If you like, send us the report below.";
            panic_reload = "重新载入", "Reload";

            own_too_large = "这张图片太大了（最多 20 MB）。", "This picture is too large (20 MB at most).";
            own_not_picture = "这里面没有图片。", "There is no picture in this.";
            own_unreadable = "浏览器读不了这个文件。", "The browser cannot read this file.";

            range(low: &str, high: &str) = "请输入 {low} 到 {high} 之间的数", "Enter a number from {low} to {high}";
            range_step(low: &str, high: &str, step: &str) = "请输入 {low} 到 {high} 之间、{step} 的倍数", "Enter a multiple of {step} from {low} to {high}";
        }
    };
}
