//! Words of parts of the page that are opened now and then: the dialog of links and files, what came with a link, and what
//! is kept.

/// Hands these texts to a macro.
#[macro_export]
macro_rules! later {
    ($then:ident) => {
        $then! { later;
            // Links and files.
            share_what = "链接里放什么", "What the link holds";
            share_settings = "只有设置", "Settings only";
            share_record = "设置和训练过程", "Settings and what happened";
            share_trained = "连同训练好的网络", "With the trained network";
            share_no_run = "先训练一次，就能把过程和结果也放进链接。", "Train first, and the link can hold what happened too.";
            share_not_done = "训练完成后，还可以把训练好的网络放进链接。", "When the run is done, the link can hold the trained network too.";
            share_adopted = "你看到的是别人分享的结果，这里给出的就是那个链接。要分享自己的，先训练一次。", "You are looking at a result that was shared; this is its link. To share one of your own, train first.";
            share_imported = "这些权重来自文件。链接只能带上设置；要分享权重，把文件发给对方。", "These weights came from a file, so the link holds settings only. To share the weights, send the file.";
            share_holds_settings = "位置和全部设置，包括随机种子：对方能重做同一次训练。", "The place and all settings with the random seed: whoever opens it can repeat the same run.";
            share_holds_record = "损失曲线、每次验证的结果、对前 24 张图片的预测，和最终权重的指纹。", "The curves, every validation, the predictions for the first 24 pictures, and a fingerprint of the final weights.";
            share_holds_trained(right: &str, mine: &str, of: &str) = "压缩后的网络：链接里的它在 {of} 张验证图片里对 {right} 张（原来的对 {mine} 张）。", "The network, compressed: in the link it gets {right} of {of} validation pictures right (the original {mine}).";
            share_too_long(count: &str) = "训练改动了太多权重，链接要 {count} 个字符，太长了。可以导出权重文件发给对方。", "Training changed so many weights that the link would need {count} characters. Export the weights as a file instead.";
            share_private = "一切都写在链接的 # 后面，浏览器不会把这一段发给任何服务器。里面没有你的图片，也没有你的名字。", "All of it stands after the # of the link, which browsers send to no server. It holds no picture of yours and no name.";
            share_link = "链接", "Link";
            share_copy = "复制链接", "Copy the link";
            share_characters(count: &str) = "{count} 个字符", "{count} characters";
            share_not_copied = "浏览器不让复制。选中链接，再用键盘复制。", "The browser does not allow copying. Select the link and copy it by keyboard.";
            share_send = "发送…", "Send…";
            share_qr = "二维码", "QR code";
            share_qr_long = "这个链接太长，做成二维码会很难扫。选“只有设置”试试。", "This link is too long for a code that can be scanned well. Try “Settings only”.";
            share_qr_label = "这个链接的二维码", "QR code of this link";
            share_class = "给学生用", "For a class";
            share_class_hint = "决定打开链接的人能看到、能改动什么。", "Decides what whoever opens the link sees and can change.";
            share_shown = "显示", "shown";
            share_locked = "锁定", "locked";
            share_hidden = "隐藏", "hidden";
            share_frame = "嵌入网页（只有内容，没有导航）", "For a frame in a page of yours (without the navigation)";
            share_frame_code = "嵌入代码", "Code for the frame";
            share_guesses = "隐藏猜一猜", "Hide the guesses";
            share_tasks = "隐藏任务", "Hide the tasks";
            share_hints = "隐藏任务的提示", "Hide the hints of tasks";
            share_steps = "隐藏步骤", "Hide steps";
            share_open_all = "一次打开所有步骤", "Open all steps at once";

            files_title = "文件", "Files";
            file_weights = "权重（safetensors）", "Weights (safetensors)";
            file_onnx = "网络（ONNX）", "Network (ONNX)";
            file_csv = "曲线数据（CSV）", "Curves as numbers (CSV)";
            file_chart = "曲线图（SVG）", "Curves as a drawing (SVG)";
            file_pictures = "图片和预测（SVG）", "Pictures and predictions (SVG)";
            file_notebook = "PyTorch 笔记本（Jupyter）", "PyTorch notebook (Jupyter)";
            file_open = "打开权重文件", "Open a weight file";
            file_open_hint = "这个页面或它的笔记本保存的 safetensors 文件", "A safetensors file saved by this page or by its notebook";
            file_opened = "权重已经载入：页面上的预测是它做的。", "The weights are loaded: the predictions on the page are theirs.";
            file_foreign = "读不了这个文件：它不是这个页面保存的权重。什么都没有改变。", "This file cannot be read: it holds no weights saved by this page. Nothing was changed.";
            file_no_run = "先准备好一次训练，再保存。", "Prepare a run first, then save it.";
            file_no_curves = "还没有曲线：先训练，再保存。", "There are no curves yet: train first.";
            file_not_finite = "权重里有不是数的值：这次训练发散了，没法保存。", "Some weights are no numbers: the run has diverged and cannot be saved.";
            file_not_saved = "浏览器没有保存文件。看看它是否不允许下载。", "The browser did not save the file. See whether downloads are allowed.";
            file_saved(name: &str) = "已交给浏览器下载：{name}", "Handed to the browser's downloads: {name}";

            part_data = "设置：数据", "Settings: data";
            part_model = "设置：模型", "Settings: model";
            part_training = "设置：训练", "Settings: training";
            part_more = "设置：更多", "Settings: more";
            part_predictions = "预测", "Predictions";
            part_own = "自己的图片", "A picture of one's own";
            part_inside = "网络内部", "The network from inside";

            shared_title = "有人分享给你的实验", "An experiment that was shared with you";
            shared_prepared = "设置已经按链接准备好了，还没有开始训练。", "The settings of the link are prepared. Nothing has been trained yet.";
            shared_weights = "训练好的网络就在链接里：下面的预测是它做的，也可以让它看看你自己的图片。", "The trained network came in the link: the predictions on this page are its own. Try it on a picture of yours.";
            shared_again = "再训练一遍，看看是否一样", "Run it again and compare";
            shared_running = "正在按同样的设置训练…", "Training with the same settings…";
            shared_close = "收起", "Put it away";
            shared_teaching = "这个页面是按链接布置的：有些部分被隐藏或锁定。", "A link has set up this page: some parts are hidden or locked.";
            shared_all = "全部显示并解锁", "Show and unlock everything";
            shared_predictions = "分享者看到的预测", "The predictions as the sender saw them";
            shared_on_gpu = "在显卡上训练", "trained on a graphics card";
            shared_on_cpu = "在处理器上训练", "trained on a processor";
            shared_settings(pictures: &str, epochs: u32, seed: u32) = "{pictures} 张图片，{epochs} 轮，种子 {seed}", "{pictures} pictures, epochs: {epochs}, seed {seed}";
            shared_result(accuracy: &str, loss: &str) = "验证准确率 {accuracy}，验证损失 {loss}", "validation accuracy {accuracy}, validation loss {loss}";

            receipt_same = "结果完全相同：最终权重的每一位都一样。", "The same result: every bit of the final weights is equal.";
            receipt_within = "结果在误差范围内：验证损失相差不超过 0.02，准确率相差不超过 3 个百分点。显卡或版本不同，加法的次序就不同，最后几位会有出入。", "Within tolerance: validation losses differ by at most 0.02 and accuracies by at most 3 points. On another device or in another version sums have another order, so the last digits differ.";
            receipt_apart_at(step: &str) = "从第 {step} 步的验证起走开了。", "It went apart, from the validation at step {step} on.";
            why_version = "分享者用的是网页的另一个版本。", "The sender had another version of this page.";
            why_device = "两次训练用了不同的计算设备。", "The two runs were computed on different devices.";
            why_unknown = "版本和设备都相同，本应完全一样：请把这个链接发给我们。", "Version and device are the same, so it should have been equal: please send us this link.";

            link_not_ours = "这个链接里没有实验。", "There is no experiment in this link.";
            link_too_long = "这个链接比任何真正的分享链接都长，没有读取。请对方再发一次。", "This link is longer than any that this page makes, so it was not read. Ask for it once more.";
            link_newer = "这个链接来自更新的版本。重新载入页面来更新，再打开一次。", "This link was made by a newer version. Reload the page to update it, then open the link again.";
            link_damaged = "这个链接不完整：路上被截断或改动了。请对方重新复制整个链接。", "This link is damaged: something was cut off or changed on the way. Ask for the whole link once more.";
            link_impossible = "链接里有这个页面做不到的设置，所以没有打开。", "The link asks for something that this page cannot do, so it was not opened.";

            // What is kept.
            kept_title = "保存在这台设备上", "Kept on this device";
            kept_device = "训练、权重、课程进度和你自己的图片都只保存在这个浏览器里，不会传到别处。要换设备，就在这里导出，到那里导入。", "Runs, weights, progress in lessons and pictures of your own are kept in this browser and go nowhere else. To take them to another device, export them here and import them there.";
            kept_nothing = "这里还什么都没有。", "Nothing is kept here yet.";
            kept_sum(runs: &str, pictures: &str, lessons: &str, size: &str) = "{runs} 次训练，{pictures} 张图片，{lessons} 课的进度：共 {size}。", "Runs: {runs}; pictures: {pictures}; lessons begun: {lessons}; {size} in all.";
            kept_export = "全部导出", "Export everything";
            kept_import = "导入", "Import";
            kept_erase = "全部清除", "Erase everything";
            kept_erase_sure = "所有训练、权重、课程进度和你的图片都会清除，不能恢复。", "All runs, weights, progress in lessons and pictures of yours will be gone for good.";
            kept_erase_yes = "清除", "Erase it";
            kept_import_sure = "文件里的课程进度会换掉这里同一课的进度。", "Progress in the file will take the place of progress in the same lessons here.";
            kept_import_yes = "导入文件", "Use the file";
            kept_cancel = "取消", "Cancel";
            kept_imported = "已导入。", "Imported.";
            kept_erased = "已清除。", "Erased.";
            kept_not_ours = "这不是第一轮保存的文件。这里什么都没有改动。", "This is no file of Epoch One's. Nothing was changed here.";
            kept_newer = "这个文件来自网站的较新版本。重新载入页面来更新，再导入一次。这里什么都没有改动。", "This file was made by a newer version of this site. Reload the page to update it, then import the file again. Nothing was changed here.";
            kept_damaged = "这个文件不完整，或者被改过。这里什么都没有改动。", "This file is incomplete, or it was altered. Nothing was changed here.";
            kept_empty = "这个文件里什么都没有。这里什么都没有改动。", "There is nothing in this file. Nothing was changed here.";
            kept_unread = "网站读文件的那一部分取不到。有网络时再试。这里什么都没有改动。", "The part of the site that reads files could not be fetched. Try again with a network. Nothing was changed here.";
            kept_runs = "保存的训练", "Kept runs";
            kept_open = "打开", "Open";
            kept_delete = "删除", "Delete";
            kept_going = "另一个标签页里正在训练", "training in another tab";
            kept_run(when: &str, pictures: &str, epochs: u32, seed: u32) = "{when} · {pictures} 张图片 × {epochs} 轮 · 种子 {seed}", "{when} · {pictures} pictures · epochs: {epochs} · seed {seed}";
            kept_right(accuracy: &str) = "验证正确率 {accuracy}", "validation accuracy {accuracy}";
            kept_at(step: u32, total: u32) = "停在第 {step} / {total} 步", "stopped at step {step} of {total}";
            kept_unreadable(count: usize) = "另有 {count} 次训练来自网站的另一个版本，这里打不开；全部清除时会一起删掉。", "{count} more runs are from another version of the site and cannot be opened here; erasing everything takes them away too.";
        }
    };
}
